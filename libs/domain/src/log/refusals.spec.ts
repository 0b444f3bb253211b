import { folded, history } from '../testing/index.js';
import { EVENT_MEMORY_MS } from './event-memory.js';

/** A job that runs ahead of its configuration: the version that it names comes one record later. */
const refusedJob = () =>
  history().configuration('A').job('1001', { configuration: 'A', version: 2 }).configurationUpdated('A', 1);

describe('an event that was refused', () => {
  it('stays void when a late copy of its bytes comes, although it would be true by now', () => {
    const told = folded(refusedJob().copyOf(3));
    expect(told.verdicts.slice(-3)).toEqual(['staleConfiguration', 'effective', 'refusedBefore']);
  });

  it('may come true as a new event that says the same', () => {
    expect(folded(refusedJob().job('1001', { configuration: 'A', version: 2 })).lastVerdict).toBe('effective');
  });

  it('is remembered for ten minutes of append time, which is longer than any appender tries', () => {
    expect(
      folded(
        refusedJob()
          .after(EVENT_MEMORY_MS - 50)
          .copyOf(3),
      ).lastVerdict,
    ).toBe('refusedBefore');
    expect(folded(refusedJob().after(EVENT_MEMORY_MS).copyOf(3)).lastVerdict).toBe('effective');
  });

  it('is remembered also when others are forgotten in between', () => {
    const told = refusedJob()
      .after(0.9 * EVENT_MEMORY_MS)
      .terminationRequested('7');
    const refused = told.records.length - 1;
    told.after(0.2 * EVENT_MEMORY_MS).terminationRequested('8');
    expect(folded(told.after(0.1 * EVENT_MEMORY_MS).copyOf(refused)).lastVerdict).toBe('refusedBefore');
  });

  it('is forgotten then, so that memory does not grow with history', () => {
    const told = history();
    for (let round = 0; round < 100; round += 1) told.terminationRequested('1001').after(EVENT_MEMORY_MS / 4);
    const { recent, older } = folded(told).state.memory;
    expect(recent.size + older.size).toBeLessThan(10);
  });

  it('is not remembered when it was the start of an attempt: given back, that may come true', () => {
    const full = history().limit(1).job('1001').started().job('1002').started();
    const refusedStart = full.records.length - 1;
    expect(folded(full.about('1001').finished().copyOf(refusedStart)).lastVerdict).toBe('effective');
  });
});

describe('an event that took effect', () => {
  it('is void when its bytes come again, by its own key', () => {
    expect(folded(history().again()).lastVerdict).toBe('alreadyExists');
    expect(folded(history().limit(3).again()).lastVerdict).toBe('revisionMismatch');
    expect(folded(history().token('77').again()).lastVerdict).toBe('duplicate');
    expect(folded(history().job('1001').again()).lastVerdict).toBe('duplicate');
    expect(folded(history().job('1001').started().again()).lastVerdict).toBe('notStartable (notCandidate)');
    expect(folded(history().job('1001').started().finished().again()).lastVerdict).toBe('notCurrent');
    expect(folded(history().job('1001').started().returned().again()).lastVerdict).toBe('notCurrent');
    expect(folded(history().job('1001').started().terminationRequested().again()).lastVerdict).toBe('alreadyRequested');
    expect(folded(history().storageJob('2001', 'in.c-main.t').again()).lastVerdict).toBe('duplicate');
    expect(folded(history().file('3001').again()).lastVerdict).toBe('duplicate');
    expect(folded(history().file('3001').fileDeleted('3001').again()).lastVerdict).toBe('notFound');
  });

  it('is void by its key also long after, when its id is forgotten', () => {
    const longAfter = history()
      .job('1001')
      .started()
      .finished()
      .after(10 * EVENT_MEMORY_MS);
    expect(folded(longAfter.copyOf(2).copyOf(3).copyOf(4)).verdicts.slice(-3)).toEqual(['duplicate', 'finished', 'notCurrent']);
  });
});
