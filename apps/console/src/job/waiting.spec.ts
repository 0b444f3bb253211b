import type { WaitingReason } from '../api/responses.js';
import { waitingNote, waitingSentence, type WaitingWords } from './waiting.js';

const whole = ({ before, blocker, after }: WaitingWords): string => `${before}${blocker ?? ''}${after}`;

describe('why a job waits', () => {
  it('names the run of the same configuration and leads to it', () => {
    const reason: WaitingReason = { rule: 'configurationLock', blockedBy: ['548800131'], position: 1 };
    expect(waitingNote(reason, null)).toEqual({ before: 'Waits for ', blocker: '548800131', after: ', same configuration' });
    expect(whole(waitingSentence(reason, null, 10))).toBe(
      ' because the same configuration already runs in 548800131. It is first in line.',
    );
  });

  it('says the place in line when all slots are taken', () => {
    const reason: WaitingReason = { rule: 'projectLimit', blockedBy: ['1', '2'], position: 2 };
    expect(whole(waitingNote(reason, null))).toBe('Waits for a slot, 2nd in line');
    expect(whole(waitingSentence(reason, null, 10))).toBe(' because all 10 slots of the project are in use. It is 2nd in line.');
  });

  it('says when a delayed job starts', () => {
    const reason: WaitingReason = { rule: 'delay', blockedBy: [], position: 1 };
    expect(whole(waitingNote(reason, '08:00:00'))).toBe('Starts at 08:00:00');
    expect(whole(waitingSentence(reason, '08:00:00', null))).toBe(' because it was asked to start at 08:00:00.');
  });

  it('still makes sense when the blocking run has just gone', () => {
    const reason: WaitingReason = { rule: 'configurationLock', blockedBy: [], position: 1 };
    expect(whole(waitingNote(reason, null))).toBe('Waits for a run of the same configuration');
  });
});
