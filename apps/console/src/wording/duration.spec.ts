import fc from 'fast-check';
import { durationWords, secondsBetween } from './duration.js';

describe('a duration in words', () => {
  it.each([
    [0, 'under 1 s'],
    [0.9, 'under 1 s'],
    [22.7, '22 s'],
    [60, '1 min 00 s'],
    [252, '4 min 12 s'],
    [3_840, '1 h 04 min'],
    [183_600, '2 d 03 h'],
  ])('says %d seconds as "%s"', (seconds, words) => {
    expect(durationWords(seconds)).toBe(words);
  });

  it('never says zero of anything that happened, and never more than two units', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e8, noNaN: true }), (seconds) => {
        const words = durationWords(seconds);
        expect(words).not.toMatch(/^0/);
        expect(words.match(/[a-z]+/g)?.filter((unit) => unit !== 'under')).toHaveLength(seconds < 60 ? 1 : 2);
      }),
    );
  });
});

describe('seconds between two instants', () => {
  it('reads both ways in which the platform writes an offset', () => {
    expect(secondsBetween('2026-11-24T07:00:00+0100', '2026-11-24T06:00:05+00:00', 0)).toBe(5);
  });

  it('counts to now while there is no end', () => {
    expect(secondsBetween('1970-01-01T00:00:10+00:00', null, 12_500)).toBe(2.5);
  });

  it('is never negative, whatever the clocks say', () => {
    expect(secondsBetween('1970-01-01T00:01:00+00:00', null, 0)).toBe(0);
  });
});
