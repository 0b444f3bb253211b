import type { StorageJobId } from '@runledger/contracts';
import { firstOf, itemsOf } from '../log/ordered-line.js';
import type { ProjectState } from '../project/project.js';
import type { StorageJob, StorageState } from './storage.js';

export type StorageStartProblem = 'notCandidate' | 'wrongAttempt' | 'tableLock' | 'projectLimit';

/** The writer that a storage job waits for: writers of one table run one at a time, in order of creation. */
export const writerAhead = ({ writers }: StorageState, { created, id }: StorageJob): StorageJobId | undefined => {
  const line = created.writes && created.tableId !== null ? writers.get(created.tableId) : undefined;
  const first = line && firstOf(line);
  return first?.id === id ? undefined : first?.id;
};

/** Why a start of this attempt would be void at this moment, or undefined. The whole admission of storage jobs (design section 5). */
export const storageStartProblem = ({ storage, limits }: ProjectState, job: StorageJob, attempt: number): StorageStartProblem | undefined => {
  if (job.state.phase !== 'candidate') return 'notCandidate';
  if (attempt !== job.attempts + 1) return 'wrongAttempt';
  if (writerAhead(storage, job) !== undefined) return 'tableLock';
  if (storage.running.size >= limits['storage.jobsParallelism']) return 'projectLimit';
  return undefined;
};

/** Storage jobs that may start now, oldest first. Starting one may hold back the others by the limit. */
export const startableStorageJobs = ({ storage, limits }: ProjectState): Iterable<StorageJob> =>
  storage.running.size < limits['storage.jobsParallelism'] ? itemsOf(storage.ready) : [];
