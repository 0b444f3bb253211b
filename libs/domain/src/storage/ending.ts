import type { JobId, TableId } from '@runledger/contracts';
import { firstOf, join, leave } from '../log/ordered-line.js';
import type { Changed } from '../log/step.js';
import type { ProjectState } from '../project/project.js';
import type { StorageJob, StorageJobEnd, StorageState } from './storage.js';

/** Lets the next writer of the table have it. */
const leaveTable = (storage: StorageState, tableId: TableId, storageJob: StorageJob): void => {
  const writers = storage.writers.get(tableId);
  if (writers === undefined) return;
  leave(writers, storageJob);
  const next = firstOf(writers);
  if (next === undefined) storage.writers.delete(tableId);
  else if (next.state.phase === 'candidate') join(storage.ready, next);
};

/** Takes a storage job out of everything that can still change. */
export const finishStorageJob = (project: ProjectState, storageJob: StorageJob, end: StorageJobEnd): Changed => {
  const { storage } = project;
  const { tableId, cause } = storageJob.created;
  storageJob.state = { phase: 'finished', ...end };
  storage.unfinished.delete(storageJob.id);
  storage.running.delete(storageJob.id);
  leave(storage.ready, storageJob);
  if (tableId !== null) leaveTable(storage, tableId, storageJob);
  if (cause !== null) storage.ofJob.get(cause.jobId)?.delete(storageJob);
  return { kind: 'storageJob', project, storageJob };
};

/** When an attempt of a job ends, its unfinished storage jobs end with it: their commit could never take effect (design section 4, rule 7). */
export const endStorageJobsOf = (project: ProjectState, jobId: JobId, attempt: number, endMs: number): readonly Changed[] => {
  const { storage } = project;
  const error = {
    code: 'storage.jobs.attemptEnded',
    message: `Attempt ${attempt} of job ${jobId} ended before this storage job did; no table version was made.`,
    exceptionId: `attempt-${jobId}-${attempt}`,
  };
  const changes = Array.from(storage.ofJob.get(jobId) ?? [], (storageJob) => finishStorageJob(project, storageJob, { status: 'error', endMs, error }));
  storage.ofJob.delete(jobId);
  storage.causes.delete(jobId);
  return changes;
};
