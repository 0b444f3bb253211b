import type { Job } from '../job/jobs.js';
import { statusOf, type JobStatus } from '../job/status.js';
import { applyRecord, newPartition, type Applied, type LogRecord, type PartitionState } from '../log/partition.js';
import type { ProjectState } from '../project/project.js';
import type { StorageJob } from '../storage/storage.js';
import { id } from './event-data.js';

/** What the fold made of one record, in words: `effective`, `notStartable (delay)`, `stopped`… */
export const wordOf = (applied: Applied): string => {
  if (applied.kind !== 'applied') return applied.kind;
  const { verdict } = applied;
  if (verdict.effective) return 'effective';
  return verdict.detail === undefined ? verdict.reason : `${verdict.reason} (${verdict.detail})`;
};

/** What a history comes to. Finished jobs are kept here, other than in the fold itself. */
export interface Folded {
  readonly state: PartitionState;
  /** One word per record, as it was judged last: see `wordOf`. */
  readonly verdicts: readonly string[];
  readonly lastVerdict: string;
  readonly last: Applied;
  readonly project: ProjectState;
  readonly jobs: ReadonlyMap<string, Job>;
  readonly storageJobs: ReadonlyMap<string, StorageJob>;
  readonly job: (jobId: string) => Job;
  readonly statusOf: (jobId: string) => JobStatus;
  readonly storageJob: (storageJobId: string) => StorageJob;
}

const found = <T>(value: T | undefined, name: string): T => {
  if (value === undefined) throw new Error(`the history has no ${name}`);
  return value;
};

/** Folds a history from its first record as a consumer does: it reads again from where the fold asks it to. */
export const folded = ({ records }: { readonly records: readonly LogRecord[] }, project = '1'): Folded => {
  const state = newPartition(records[0]?.partition ?? 0);
  const jobs = new Map<string, Job>();
  const storageJobs = new Map<string, StorageJob>();
  const applied: Applied[] = [];
  for (let next = 0; next < records.length; next += 1) {
    const result = applyRecord(state, found(records[next], `record ${next}`));
    applied[next] = result;
    if (result.kind === 'rewind') next = result.to - 1;
    for (const change of result.kind === 'applied' ? result.changes : []) {
      if (change.kind === 'job') jobs.set(change.job.id, change.job);
      if (change.kind === 'storageJob') storageJobs.set(change.storageJob.id, change.storageJob);
    }
  }
  const verdicts = applied.map(wordOf);
  const job = (jobId: string): Job => found(jobs.get(jobId), `job ${jobId}`);
  return {
    state,
    verdicts,
    get lastVerdict() {
      return verdicts.at(-1) ?? 'nothing';
    },
    get last() {
      return found(applied.at(-1), 'record');
    },
    get project() {
      return found(state.projects.get(id(project)), `project ${project}`);
    },
    jobs,
    storageJobs,
    job,
    statusOf: (jobId) => statusOf(found(state.projects.get(id(project)), `project ${project}`), job(jobId), state.appendTimeMs),
    storageJob: (storageJobId) => found(storageJobs.get(storageJobId), `storage job ${storageJobId}`),
  };
};
