import type { ProjectState } from '@runledger/domain';

/** Unfinished jobs by what a scheduler has to look after: their start, their lease, or (when they were asked to end) their end. */
export type WatchedJobs = Readonly<Record<'candidate' | 'running' | 'terminating', number>>;

/** Does not look at candidates one by one: there may be very many, and nothing differs between them here. */
export function watchedJobs(projects: Iterable<ProjectState>): WatchedJobs {
  const counts = { candidate: 0, running: 0, terminating: 0 };
  for (const { jobs } of projects) {
    const { running } = jobs.admission;
    counts.candidate += jobs.unfinished.size - running.size;
    for (const { termination } of running.values()) counts[termination === null ? 'running' : 'terminating'] += 1;
  }
  return counts;
}
