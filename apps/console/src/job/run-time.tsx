import type { JSX } from 'react';
import type { Job } from '../api/responses.js';
import { useNow } from '../live/use-now.js';
import { durationWords, secondsBetween } from '../wording/duration.js';

/** How long a job ran, runs or has been waiting; counts on while it is unfinished. */
export function RunTime({ job }: { readonly job: Job }): JSX.Element {
  const nowMs = useNow(!job.isFinished);
  if (job.startTime !== null) {
    return <>{durationWords(job.isFinished ? job.durationSeconds : secondsBetween(job.startTime, null, nowMs))}</>;
  }
  return job.isFinished ? <></> : <>waits {durationWords(secondsBetween(job.createdTime, null, nowMs))}</>;
}
