import type { DataOf, JobId } from '@runledger/contracts';
import type { File } from '../file/files.js';
import { oldestStartable } from '../job/admission.js';
import { currentAttempt, type Job } from '../job/jobs.js';
import { applyRecord, newPartition, type PartitionState } from '../log/partition.js';
import { configurationKey, type Configuration, type ProjectState } from '../project/project.js';
import type { StorageJob } from '../storage/storage.js';
import { aConfiguration, aResult, aStorageJob, aTableVersion, id } from './event-data.js';
import { history, type History } from './history.js';

/** What may happen next in a random history, and how often. Each act is about things that exist, as far as there are any. */
export const ACTS = [
  { act: 'createJob', weight: 10 },
  { act: 'startOldest', weight: 8 },
  { act: 'startAny', weight: 4 },
  { act: 'finish', weight: 6 },
  { act: 'reportStale', weight: 2 },
  { act: 'returnAttempt', weight: 2 },
  { act: 'terminate', weight: 2 },
  { act: 'createStorageJob', weight: 4 },
  { act: 'createOutput', weight: 3 },
  { act: 'startStorage', weight: 5 },
  { act: 'commit', weight: 4 },
  { act: 'endStorage', weight: 3 },
  { act: 'changeBucket', weight: 3 },
  { act: 'changeConfiguration', weight: 3 },
  { act: 'changeToken', weight: 2 },
  { act: 'changeFile', weight: 4 },
  { act: 'setLimit', weight: 1 },
  { act: 'repeat', weight: 4 },
  { act: 'undecodable', weight: 1 },
  { act: 'wait', weight: 2 },
] as const;
export type Act = (typeof ACTS)[number]['act'];

/** Two numbers choose among what exists; any numbers do, so that every smaller choice is a history as well. */
export interface Choice {
  readonly act: Act;
  readonly first: number;
  readonly second: number;
}

const PROJECTS = ['1', '2'] as const;
const WORKERS = ['worker-1', 'worker-2', 'worker-3'] as const;
const EXECUTORS = ['executor-1', 'executor-2'] as const;
const CONFIGURATIONS = ['A', 'B', 'C'] as const;
const BUCKETS = ['in.c-main', 'out.c-main'] as const;
const TABLES = ['in.c-main.airports', 'in.c-main.flights', 'out.c-main.joined'] as const;

const pick = <T>(items: Iterable<T>, choice: number): T | undefined => {
  const all = [...items];
  return all[choice % Math.max(1, all.length)];
};
const oneOf = <T>(items: readonly [T, ...T[]], choice: number): T => items[choice % items.length] ?? items[0];

const knownConfiguration = (project: ProjectState, name: string): Configuration | undefined => {
  const { branchId, componentId, configurationId } = aConfiguration(name);
  return project.configurations.get(configurationKey(branchId, componentId, configurationId));
};

/**
 * Plays choices into a history and follows it with the fold, so that most events make sense where they stand;
 * the others are what zombies, races and repeated requests leave behind.
 */
export class Simulation {
  readonly history: History = history(PROJECTS[0]).projectCreated(PROJECTS[1]);
  readonly state: PartitionState = newPartition(0);
  /** Jobs that were ever created, with the run id that their children continue. */
  readonly #family = new Map<string, readonly (readonly JobId[])[]>();
  #nextId = 1001;

  constructor() {
    for (const project of PROJECTS) {
      this.history.inProject(project).bucket(BUCKETS[0]).bucket(BUCKETS[1]).configuration('A').configuration('B').limit(2);
    }
    this.fold();
  }

  /** Plays one choice; none or one record is appended by it. */
  play({ act, first, second }: Choice): void {
    const project = this.state.projects.get(id(oneOf(PROJECTS, first % 5 === 4 ? 1 : 0)));
    if (project === undefined) return;
    this.history.inProject(project.id);
    this.#act(project, act, first, second);
    this.fold();
  }

  /** Folds what was appended since the last time. */
  fold(): void {
    for (const record of this.history.records.slice(this.state.next)) applyRecord(this.state, record);
  }

  #freshId(): string {
    this.#nextId += 1;
    return String(this.#nextId);
  }

  #act(project: ProjectState, act: Act, first: number, second: number): void {
    switch (act) {
      case 'createJob':
        return this.#createJob(project, first, second);
      case 'startOldest':
        return this.#start(
          oldestStartable(project.jobs.admission, project.limits['components.jobsParallelism'], this.history.nowMs),
          second,
        );
      case 'startAny':
        return this.#start(pick(project.jobs.unfinished.values(), first), second);
      case 'finish':
        return this.#report(pick(project.jobs.admission.running.values(), first), second, 0);
      case 'reportStale':
        return this.#report(pick(project.jobs.unfinished.values(), first), second, 1 + (second % 2));
      case 'returnAttempt':
        return this.#giveBack(pick(project.jobs.admission.running.values(), first));
      case 'terminate': {
        const jobId = pick(this.#family.get(project.id) ?? [], first)?.at(-1);
        if (jobId !== undefined) this.history.terminationRequested(jobId);
        return;
      }
      case 'createStorageJob': {
        this.history.storageJob(
          this.#freshId(),
          oneOf(TABLES, second),
          first % 4 === 0 ? { writes: false, operation: 'tableExport' } : {},
        );
        return;
      }
      case 'createOutput':
        return this.#createOutput(pick(project.jobs.admission.running.values(), first), second);
      case 'startStorage':
        return this.#startStorage(pick(project.storage.unfinished.values(), first), second);
      case 'commit':
        return this.#commit(project, pick(project.storage.running.values(), first), second);
      case 'endStorage':
        return this.#endStorage(pick(project.storage.running.values(), first), second);
      case 'changeBucket':
        return this.#changeBucket(first, second);
      case 'changeConfiguration':
        return this.#changeConfiguration(project, first, second);
      case 'changeToken':
        return this.#changeToken(project, first, second);
      case 'changeFile':
        return this.#changeFile(project, first, second);
      case 'setLimit':
        this.history.limit(second % 4, project.revision - (first % 7 === 0 ? 1 : 0));
        return;
      case 'repeat':
        this.history.copyOf(this.history.records.length - 1 - (first % Math.min(40, this.history.records.length)));
        return;
      case 'undecodable':
        this.history.record({ kind: 'undecodable', reason: 'not an event envelope' });
        return;
      case 'wait':
        this.history.after((second % 20) * (first % 6 === 0 ? 60_000 : 100));
        return;
    }
  }

  #createJob(project: ProjectState, first: number, second: number): void {
    const jobId = id<JobId>(this.#freshId());
    const family = this.#family.get(project.id) ?? [];
    const ancestors = (second % 5 < 2 ? pick(family, first) : undefined) ?? [];
    this.#family.set(project.id, [...family, [...ancestors, jobId]]);
    const configuration = second % 4 === 3 ? undefined : oneOf(CONFIGURATIONS, second);
    const current = configuration === undefined ? undefined : knownConfiguration(project, configuration)?.current.version;
    this.history.job(jobId, {
      ...(configuration === undefined ? {} : { configuration }),
      version: current === undefined ? null : current + (second % 11 === 0 ? 1 : 0),
      under: ancestors,
      kind: first % 3 === 0 ? 'transformation' : 'other',
      token: first % 2 === 0 ? '10' : '11',
      notBeforeMs: second % 6 === 0 ? this.history.nowMs + (first % 50) * 10 : null,
      deduplicationId: first % 7 === 0 ? `once-${second % 3}` : null,
    });
  }

  #start(job: Job | undefined, second: number): void {
    if (job === undefined) return;
    const attempt = job.attempts.length + (second % 8 === 7 ? 2 : 1);
    this.history.about(job.id).started(oneOf(WORKERS, second), attempt);
  }

  #report(job: Job | undefined, second: number, foreign: number): void {
    if (job === undefined) return;
    const attempt = { attempt: job.attempts.length || 1, by: currentAttempt(job)?.worker ?? WORKERS[0] };
    const named =
      foreign === 0 ? attempt : foreign === 1 ? { ...attempt, attempt: attempt.attempt + 1 } : { ...attempt, by: 'worker-9' };
    this.history.about(job.id).finished(oneOf(['success', 'success', 'error', 'stopped'], second), aResult(), named);
  }

  #giveBack(job: Job | undefined): void {
    const attempt = job && currentAttempt(job);
    if (job !== undefined && attempt !== undefined)
      this.history.about(job.id).returned({ attempt: attempt.attempt, by: attempt.worker });
  }

  #createOutput(job: Job | undefined, second: number): void {
    if (job === undefined) return;
    const cause = { jobId: job.id, attempt: job.attempts.length + (second % 9 === 8 ? 1 : 0), output: second % 3 };
    const data = aStorageJob(this.#freshId(), oneOf(TABLES, second), { cause, runId: job.created.runId });
    this.history.event({ type: 'StorageJobCreated', aggregate: `storage-job:${data.storageJobId}`, data });
  }

  #startStorage(storageJob: StorageJob | undefined, second: number): void {
    if (storageJob === undefined) return;
    const attempt = storageJob.attempts + (second % 8 === 7 ? 2 : 1);
    const data = {
      storageJobId: storageJob.id,
      attempt,
      executor: id<DataOf<'StorageAttemptStarted'>['executor']>(oneOf(EXECUTORS, second)),
    };
    this.history.event({ type: 'StorageAttemptStarted', aggregate: `storage-job:${storageJob.id}`, data });
  }

  #commit(project: ProjectState, storageJob: StorageJob | undefined, second: number): void {
    if (storageJob?.state.phase !== 'running' || storageJob.created.tableId === null) return;
    if (!storageJob.created.writes && second % 4 > 0) return;
    const { attempt, executor } = storageJob.state.attempt;
    const tableId = storageJob.created.tableId;
    const version = (project.storage.tables.get(tableId)?.current.version ?? 0) + (second % 9 === 8 ? 2 : 1);
    const by = { storageJobId: storageJob.id, attempt: attempt + (second % 11 === 10 ? 1 : 0), executor };
    this.history.event({
      type: 'TableVersionCommitted',
      aggregate: `storage-job:${storageJob.id}`,
      data: aTableVersion(tableId, version, by, { rows: second, bytes: second * 10 }),
    });
  }

  #endStorage(storageJob: StorageJob | undefined, second: number): void {
    if (storageJob?.state.phase !== 'running') return;
    const { attempt, executor } = storageJob.state.attempt;
    this.history.storageJobAttempt(storageJob.id, { attempt, by: executor });
    if (second % 3 === 0) this.history.storageReturned();
    else if (second % 3 === 1) this.history.storageFailed();
    else this.history.storageSucceeded();
  }

  #changeBucket(first: number, second: number): void {
    if (first % 3 === 0) this.history.bucket(oneOf(BUCKETS, second));
    else if (first % 3 === 1) this.history.bucketDeleted(oneOf(BUCKETS, second), second % 4 === 0);
    else this.history.tableDeleted(oneOf(TABLES, second));
  }

  #changeConfiguration(project: ProjectState, first: number, second: number): void {
    const name = oneOf(CONFIGURATIONS, second);
    const known = knownConfiguration(project, name);
    if (known === undefined || first % 9 === 0) this.history.configuration(name);
    else if (first % 3 > 0 && !known.isDeleted)
      this.history.configurationUpdated(name, known.current.version - (second % 5 === 4 ? 1 : 0));
    else this.history.configurationDeleted(name, known.current.version, known.isDeleted);
  }

  #changeToken(project: ProjectState, first: number, second: number): void {
    const token = pick(project.tokens.values(), second);
    if (token === undefined || first % 3 === 0) this.history.token(this.#freshId());
    else if (first % 3 === 1) this.history.tokenRefreshed(token.id, token.revision, `secret ${second}`);
    else this.history.tokenDeleted(token.id);
  }

  #changeFile(project: ProjectState, first: number, second: number): void {
    const file = pick(project.files.files.values(), second);
    if (file === undefined || first % 4 === 0) this.history.file(this.#freshId());
    else this.#continueFile(file, first, second);
  }

  #continueFile({ id: fileId, revision }: File, first: number, second: number): void {
    if (first % 4 === 1) this.history.uploaded(fileId, `blob-${second % 2}`, second);
    else if (first % 4 === 2) this.history.tagged(fileId, revision, `tag-${second % 5}`);
    else if (second % 2 === 0) this.history.fileDeleted(fileId);
    else this.history.exported(this.#freshId());
  }
}
