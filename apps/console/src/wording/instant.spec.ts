import { agoWords, clockWords, dayWords, fullWords, instantOf, timeWords } from './instant.js';

const prague = (now: string) => ({ nowMs: Date.parse(now), zone: 'Europe/Prague' });

describe('an instant in words', () => {
  it('is the time of day today, with the date in the same year, with the year before that', () => {
    const calendar = prague('2026-11-24T12:00:00Z');
    expect(clockWords('2026-11-24T06:04:12+00:00', calendar)).toBe('07:04:12');
    expect(clockWords('2026-11-23T21:50:00+00:00', calendar)).toBe('23 Nov 22:50');
    expect(clockWords('2025-05-03T21:50:00+00:00', calendar)).toBe('3 May 2025 23:50');
  });

  it('decides what today is in the zone that is shown, not in UTC', () => {
    expect(clockWords('2026-11-23T23:30:00+00:00', prague('2026-11-24T12:00:00Z'))).toBe('00:30:00');
  });

  it('names today, yesterday and other days', () => {
    const calendar = prague('2026-11-24T12:00:00Z');
    expect(dayWords('2026-11-24T06:00:00+00:00', calendar)).toBe('Today, Tuesday 24 November');
    expect(dayWords('2026-11-23T06:00:00+00:00', calendar)).toBe('Yesterday, Monday 23 November');
    expect(dayWords('2025-11-23T06:00:00+00:00', calendar)).toBe('Sunday 23 November 2025');
  });

  it('keeps the wall clock on both sides of a change of summer time', () => {
    expect(timeWords('2026-10-25T00:30:00+00:00', 'Europe/Prague')).toBe('02:30:00');
    expect(timeWords('2026-10-25T01:30:00+00:00', 'Europe/Prague')).toBe('02:30:00');
    expect(fullWords('2026-03-29T01:00:00+00:00', 'Europe/Prague')).toBe('2026-03-29 03:00:00');
  });

  it('reads an offset with and without a colon as the same instant', () => {
    expect(instantOf('2017-02-13T16:42:00+0100')).toBe(instantOf('2017-02-13T16:42:00+01:00'));
  });

  it('says how long ago in one unit', () => {
    const now = Date.parse('2026-11-24T12:00:00Z');
    expect(agoWords('2026-11-24T11:59:30+00:00', now)).toBe('just now');
    expect(agoWords('2026-11-24T11:48:00+00:00', now)).toBe('12 min ago');
    expect(agoWords('2026-11-24T09:00:00+00:00', now)).toBe('3 h ago');
    expect(agoWords('2026-11-19T12:00:00+00:00', now)).toBe('5 days ago');
  });
});
