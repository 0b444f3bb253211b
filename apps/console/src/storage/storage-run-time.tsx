import type { JSX } from 'react';
import type { StorageJob } from '../api/responses.js';
import { useNow } from '../live/use-now.js';
import { durationWords, secondsBetween } from '../wording/duration.js';
import { isOpen } from './storage-job-facts.js';

export function StorageRunTime({ job }: { readonly job: StorageJob }): JSX.Element {
  const nowMs = useNow(isOpen(job));
  if (job.startTime !== null) return <>{durationWords(secondsBetween(job.startTime, job.endTime, nowMs))}</>;
  return isOpen(job) ? <>waits {durationWords(secondsBetween(job.createdTime, null, nowMs))}</> : <></>;
}
