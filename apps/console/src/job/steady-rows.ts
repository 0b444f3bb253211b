import type { Job } from '../api/responses.js';
import { instantOf } from '../wording/instant.js';

export interface SteadyRow {
  readonly job: Job;
  /** It no longer answers the question asked, but does not vanish under the hand. */
  readonly isGone: boolean;
}

export interface SteadyRows {
  readonly rows: readonly SteadyRow[];
  /** Jobs that are new and not yet among the rows. */
  readonly arrivals: number;
}

/**
 * What to show while rows must not move: the jobs on screen in their old order with their new values, followed by older jobs that
 * were loaded since. `shown` and `incoming` are newest first.
 */
export function steadyRows(shown: readonly Job[], incoming: readonly Job[]): SteadyRows {
  const fresh = new Map(incoming.map((job) => [job.id, job]));
  const shownIds = new Set(shown.map(({ id }) => id));
  const oldest = incoming.at(-1);
  const oldestMs = oldest === undefined ? -Infinity : instantOf(oldest.createdTime);
  const kept = shown.map((job): SteadyRow => {
    const now = fresh.get(job.id);
    // A job older than everything that was read is only out of the window.
    return now === undefined ? { job, isGone: instantOf(job.createdTime) >= oldestMs } : { job: now, isGone: false };
  });
  const lastKnown = incoming.findLastIndex(({ id }) => shownIds.has(id));
  const older = lastKnown === -1 ? [] : incoming.slice(lastKnown + 1).map((job): SteadyRow => ({ job, isGone: false }));
  return {
    rows: [...kept, ...older],
    arrivals: incoming.length - older.length - kept.filter(({ job, isGone }) => !isGone && fresh.has(job.id)).length,
  };
}
