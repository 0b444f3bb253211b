import type { BranchId, ConfigurationId, DataOf, TokenId } from '@runledger/contracts';
import { lockKeyOf } from '../job/lock-key.js';
import {
  aBucket,
  aConfiguration,
  aFile,
  aJob,
  anExport,
  aResult,
  aStorageJob,
  aTableVersion,
  aToken,
  digest,
  id,
  noMetrics,
} from './event-data.js';
import { LogWriter, type Around } from './log-writer.js';

/** A started attempt, as later reports have to name it. */
interface Started {
  readonly attempt: number;
  readonly by: string;
}

/**
 * The history of one project in the words of the domain. Each method appends one event; those without an id are about the
 * job or storage job that was named last.
 */
export class History extends LogWriter {
  readonly #attempts = new Map<string, Started>();
  readonly #versions = new Map<string, number>();
  #job = '1';
  #storageJob = '1';
  #table = '';

  projectCreated(project = this.project): this {
    const data = { name: `project ${project}`, defaultBranchId: id<BranchId>('100') };
    return this.inProject(project).event({ type: 'ProjectCreated', aggregate: `project:${project}`, data });
  }

  limit(value: number, expectedRevision = 0, limit: DataOf<'ProjectLimitSet'>['limit'] = 'components.jobsParallelism'): this {
    return this.event(
      { type: 'ProjectLimitSet', aggregate: `project:${this.project}`, data: { limit, value } },
      { expectedRevision },
    );
  }

  token(tokenId: string, over: Partial<DataOf<'TokenCreated'>> = {}): this {
    return this.event({ type: 'TokenCreated', aggregate: `token:${tokenId}`, data: aToken(tokenId, over) });
  }

  tokenRefreshed(tokenId: string, expectedRevision: number, secret = 'new'): this {
    return this.event(
      { type: 'TokenRefreshed', aggregate: `token:${tokenId}`, data: { tokenId: id(tokenId), secretHash: digest(secret) } },
      { expectedRevision },
    );
  }

  tokenDeleted(tokenId: string): this {
    return this.event({ type: 'TokenDeleted', aggregate: `token:${tokenId}`, data: { tokenId: id(tokenId) } });
  }

  configuration(configurationId: string, over: Partial<DataOf<'ConfigurationCreated'>> = {}): this {
    return this.event({
      type: 'ConfigurationCreated',
      aggregate: `configuration:${configurationId}`,
      data: aConfiguration(configurationId, over),
    });
  }

  configurationUpdated(
    configurationId: string,
    expectedRevision: number,
    over: Partial<DataOf<'ConfigurationUpdated'>> = {},
  ): this {
    const { state: _, ...data } = aConfiguration(configurationId);
    return this.event(
      {
        type: 'ConfigurationUpdated',
        aggregate: `configuration:${configurationId}`,
        data: { ...data, changeDescription: 'updated', ...over },
      },
      { expectedRevision },
    );
  }

  /** To the trash, or with `purge` away from there. */
  configurationDeleted(configurationId: string, expectedRevision: number, purge = false): this {
    const { branchId, componentId } = aConfiguration(configurationId);
    const data = { branchId, componentId, configurationId: id<ConfigurationId>(configurationId), purge };
    return this.event(
      { type: 'ConfigurationDeleted', aggregate: `configuration:${configurationId}`, data },
      { expectedRevision },
    );
  }

  /** A job. One with a configuration gets the lock of that configuration, under the token that creates it. */
  job(jobId: string, over: Partial<DataOf<'JobCreated'>> = {}, around: Around = {}): this {
    this.#job = jobId;
    const data = aJob(jobId, over);
    const lockKey =
      over.lockKey === undefined ? lockKeyOf({ ...data, tokenId: id<TokenId>(around.token ?? '10') }) : over.lockKey;
    return this.event({ type: 'JobCreated', aggregate: `job:${jobId}`, data: { ...data, lockKey } }, around);
  }

  /** Makes a job the one that the next methods are about. */
  about(jobId: string): this {
    this.#job = jobId;
    return this;
  }

  started(by = 'worker-1', attempt = (this.#attempts.get(this.#job)?.attempt ?? 0) + 1): this {
    this.#attempts.set(this.#job, { attempt, by });
    return this.event({
      type: 'AttemptStarted',
      aggregate: `job:${this.#job}`,
      data: { jobId: id(this.#job), attempt, worker: id(by) },
    });
  }

  finished(
    outcome: DataOf<'AttemptFinished'>['outcome'] = 'success',
    result = aResult(),
    attempt = this.#attemptOf(this.#job),
  ): this {
    const data = { ...this.#reportOf(attempt), outcome, result };
    return this.event({ type: 'AttemptFinished', aggregate: `job:${this.#job}`, data });
  }

  returned(attempt = this.#attemptOf(this.#job)): this {
    const data = { ...this.#reportOf(attempt), reason: 'returned' as const };
    return this.event({ type: 'AttemptLost', aggregate: `job:${this.#job}`, data });
  }

  terminationRequested(jobId = this.#job): this {
    return this.event({ type: 'TerminationRequested', aggregate: `job:${jobId}`, data: { jobId: id(jobId) } });
  }

  bucket(bucketId: string, over: Partial<DataOf<'BucketCreated'>> = {}): this {
    return this.event({ type: 'BucketCreated', aggregate: `bucket:${bucketId}`, data: aBucket(bucketId, over) });
  }

  bucketDeleted(bucketId: string, force = false): this {
    return this.event({ type: 'BucketDeleted', aggregate: `bucket:${bucketId}`, data: { bucketId: id(bucketId), force } });
  }

  tableDeleted(tableId: string): this {
    this.#versions.delete(tableId);
    return this.event({ type: 'TableDeleted', aggregate: `table:${tableId}`, data: { tableId: id(tableId) } });
  }

  /** A load into a table; `cause` names the attempt that asks for it. */
  storageJob(storageJobId: string, tableId: string, over: Partial<DataOf<'StorageJobCreated'>> = {}): this {
    this.#storageJob = storageJobId;
    this.#table = tableId;
    return this.event({
      type: 'StorageJobCreated',
      aggregate: `storage-job:${storageJobId}`,
      data: aStorageJob(storageJobId, tableId, over),
    });
  }

  /** Makes a storage job the one that the next methods are about. */
  aboutStorageJob(storageJobId: string, tableId = this.#table): this {
    this.#storageJob = storageJobId;
    this.#table = tableId;
    return this;
  }

  /** The next reports are about this attempt of a storage job. */
  storageJobAttempt(storageJobId: string, attempt: Started): this {
    this.#attempts.set(`storage-${storageJobId}`, attempt);
    return this.aboutStorageJob(storageJobId);
  }

  storageStarted(by = 'executor-1', attempt = (this.#attempts.get(`storage-${this.#storageJob}`)?.attempt ?? 0) + 1): this {
    this.#attempts.set(`storage-${this.#storageJob}`, { attempt, by });
    return this.event({
      type: 'StorageAttemptStarted',
      aggregate: `storage-job:${this.#storageJob}`,
      data: this.#storageAttempt(),
    });
  }

  committed(over: Partial<DataOf<'TableVersionCommitted'>> = {}): this {
    const version = (this.#versions.get(this.#table) ?? 0) + 1;
    this.#versions.set(this.#table, version);
    const data = aTableVersion(this.#table, version, this.#storageAttempt(), over);
    return this.event({ type: 'TableVersionCommitted', aggregate: `storage-job:${this.#storageJob}`, data });
  }

  storageSucceeded(results: DataOf<'StorageJobSucceeded'>['results'] = { inline: null }): this {
    return this.event({
      type: 'StorageJobSucceeded',
      aggregate: `storage-job:${this.#storageJob}`,
      data: { ...this.#storageAttempt(), results, metrics: noMetrics },
    });
  }

  storageFailed(message = 'The file is not a table'): this {
    const data = { ...this.#storageAttempt(), code: 'storage.jobs.failed', message, exceptionId: 'exception-1' };
    return this.event({ type: 'StorageJobFailed', aggregate: `storage-job:${this.#storageJob}`, data });
  }

  storageReturned(): this {
    return this.event({
      type: 'StorageAttemptLost',
      aggregate: `storage-job:${this.#storageJob}`,
      data: { ...this.#storageAttempt(), reason: 'returned' },
    });
  }

  file(fileId: string, over: Partial<DataOf<'FilePrepared'>> = {}): this {
    return this.event({ type: 'FilePrepared', aggregate: `file:${fileId}`, data: aFile(fileId, over) });
  }

  uploaded(fileId: string, blob = 'content', bytes = 10): this {
    return this.event({
      type: 'FileUploaded',
      aggregate: `file:${fileId}`,
      data: { fileId: id(fileId), blob, bytes, sha256: digest(blob) },
    });
  }

  exported(fileId: string, over: Partial<DataOf<'FileExported'>> = {}): this {
    return this.event({ type: 'FileExported', aggregate: `file:${fileId}`, data: anExport(fileId, this.#storageJob, over) });
  }

  tagged(fileId: string, ...tags: readonly string[]): this {
    return this.event({ type: 'FileTagsChanged', aggregate: `file:${fileId}`, data: { fileId: id(fileId), tags: [...tags] } });
  }

  fileDeleted(fileId: string): this {
    return this.event({ type: 'FileDeleted', aggregate: `file:${fileId}`, data: { fileId: id(fileId) } });
  }

  #attemptOf(key: string): Started {
    return this.#attempts.get(key) ?? { attempt: 1, by: 'worker-1' };
  }

  #reportOf({ attempt, by }: Started): DataOf<'AttemptStarted'> {
    return { jobId: id(this.#job), attempt, worker: id(by) };
  }

  #storageAttempt(): DataOf<'StorageAttemptStarted'> {
    const { attempt, by } = this.#attempts.get(`storage-${this.#storageJob}`) ?? { attempt: 1, by: 'executor-1' };
    return { storageJobId: id(this.#storageJob), attempt, executor: id(by) };
  }
}

/** A history that begins with an opened log and, unless said otherwise, its project. */
export const history = (
  project = '1',
  { partitions = 1, created = true }: { readonly partitions?: number; readonly created?: boolean } = {},
): History => {
  const told = new History(project, partitions);
  return created ? told.projectCreated(project) : told;
};
