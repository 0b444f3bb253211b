import { lifetimeWords } from './file-lifetime.js';

const created = '2026-11-24T07:00:00+0000';
const after = (days: number): number => Date.parse('2026-11-24T07:00:00Z') + days * 24 * 3600 * 1000;

describe('how long a file is kept', () => {
  it.each([
    [15, 0, '15 days left'],
    [15, 13.5, '1 day left'],
    [15, 14.5, 'last day'],
    [15, 15, 'bytes removed, record kept'],
  ])('says of %d days, %d later: "%s"', (maxAgeDays, later, words) => {
    expect(lifetimeWords({ created, maxAgeDays }, after(later))).toBe(words);
  });

  it('says that a permanent file stays', () => {
    expect(lifetimeWords({ created, maxAgeDays: null }, after(9999))).toBe('for good');
  });
});
