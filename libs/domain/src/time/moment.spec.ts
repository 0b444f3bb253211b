import fc from 'fast-check';
import { readMoment } from './moment.js';

const NOW = Date.UTC(2026, 10, 24, 12, 0, 0);

describe('a moment', () => {
  it.each([
    ['now', NOW],
    ['-8 hours', NOW - 8 * 3_600_000],
    ['-7 days', NOW - 7 * 86_400_000],
    ['+10 minutes', NOW + 600_000],
    ['2 days ago', NOW - 2 * 86_400_000],
    ['-1 month', Date.UTC(2026, 9, 24, 12, 0, 0)],
    ['2026-11-24', Date.UTC(2026, 10, 24)],
    ['2026-11-24T10:00:00Z', Date.UTC(2026, 10, 24, 10)],
    ['2026-11-24 10:00:00', Date.UTC(2026, 10, 24, 10)],
    ['2026-11-24T10:00:00+02:00', Date.UTC(2026, 10, 24, 8)],
    ['2026-11-24T10:00:00+0200', Date.UTC(2026, 10, 24, 8)],
  ])('"%s" is read', (text, expected) => {
    expect(readMoment(text, NOW)).toBe(expected);
  });

  it.each(['', 'tomorrowish', '2026-13-45', '5', '1e9 days', '-999999999 weeks', '+999999999 years', '{"$gt":""}'])('"%s" is none', (text) => {
    expect(readMoment(text, NOW)).toBeUndefined();
  });

  it('any text gives a finite moment or none', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.tuple(fc.integer(), fc.constantFrom('hours', 'days', 'years ago')).map((parts) => parts.join(' '))), (text) => {
        const moment = readMoment(text, NOW);
        expect(moment === undefined || Number.isFinite(moment)).toBe(true);
      }),
    );
  });
});
