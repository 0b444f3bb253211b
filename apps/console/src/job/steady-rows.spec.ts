import fc from 'fast-check';
import type { Job } from '../api/responses.js';
import { aJob } from './job.fixture.js';
import { steadyRows } from './steady-rows.js';

/** Newest first: the job with the higher number was created later. */
const jobs = (...numbers: number[]): Job[] =>
  [...numbers]
    .sort((a, b) => b - a)
    .map((number) => aJob({ id: String(number), createdTime: new Date(number * 1000).toISOString() }));

const idsOf = ({ rows }: ReturnType<typeof steadyRows>): string[] => rows.map(({ job }) => job.id);

describe('rows that must not move', () => {
  it('take new values in place', () => {
    const [before] = jobs(5);
    const after = aJob({ ...before, status: 'error' });
    expect(steadyRows(before === undefined ? [] : [before], [after]).rows).toEqual([{ job: after, isGone: false }]);
  });

  it('count new jobs instead of showing them', () => {
    const held = steadyRows(jobs(3, 2, 1), jobs(5, 4, 3, 2, 1));
    expect(idsOf(held)).toEqual(['3', '2', '1']);
    expect(held.arrivals).toBe(2);
  });

  it('keep, dimmed, a job that no longer matches', () => {
    const held = steadyRows(jobs(3, 2, 1), jobs(3, 1));
    expect(held.rows.map(({ job, isGone }) => [job.id, isGone])).toEqual([
      ['3', false],
      ['2', true],
      ['1', false],
    ]);
  });

  it('do not call a job gone that is only older than what was read', () => {
    const held = steadyRows(jobs(3, 2, 1), jobs(4, 3, 2));
    expect(held.rows.every(({ isGone }) => !isGone)).toBe(true);
  });

  it('are followed by older jobs that were loaded since', () => {
    expect(idsOf(steadyRows(jobs(9, 8), jobs(9, 8, 7, 6)))).toEqual(['9', '8', '7', '6']);
  });

  it('never re-order or drop what is on screen, and account for every job that was read', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 30 });
    fc.assert(
      fc.property(numbers, numbers, (before, now) => {
        const shown = jobs(...before);
        const held = steadyRows(shown, jobs(...now));
        expect(idsOf(held).slice(0, shown.length)).toEqual(shown.map(({ id }) => id));
        const onScreen = new Set(idsOf(held));
        expect(onScreen.size).toBe(held.rows.length);
        expect(held.arrivals).toBe(now.filter((number) => !onScreen.has(String(number))).length);
      }),
    );
  });
});
