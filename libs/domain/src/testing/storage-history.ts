import type { DataOf } from '@runledger/contracts';
import { aBucket, aFile, anExport, aStorageJob, aTableVersion, digest, id, noMetrics } from './event-data.js';
import { ProjectHistory } from './project-history.js';

/** A started attempt, as later reports have to name it. */
export interface Started {
  readonly attempt: number;
  readonly by: string;
}

/** What happens to buckets, tables, storage jobs and files; reports are about the storage job named last. */
export class StorageHistory extends ProjectHistory {
  readonly #attempts = new Map<string, Started>();
  /** Next attempt of storage jobs that were given back. */
  readonly #next = new Map<string, number>();
  readonly #versions = new Map<string, number>();
  #storageJob = '1';
  #table = '';

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
    this.#attempts.set(storageJobId, attempt);
    return this.aboutStorageJob(storageJobId);
  }

  storageStarted(by = 'executor-1', attempt = this.#next.get(this.#storageJob) ?? 1): this {
    this.#attempts.set(this.#storageJob, { attempt, by });
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
    const { attempt } = this.#storageAttempt();
    this.#next.set(this.#storageJob, attempt + 1);
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

  tagged(fileId: string, expectedRevision: number, ...tags: readonly string[]): this {
    const data: DataOf<'FileTagsChanged'> = { fileId: id(fileId), tags: [...tags] };
    return this.event({ type: 'FileTagsChanged', aggregate: `file:${fileId}`, data }, { expectedRevision });
  }

  fileDeleted(fileId: string): this {
    return this.event({ type: 'FileDeleted', aggregate: `file:${fileId}`, data: { fileId: id(fileId) } });
  }

  #storageAttempt(): DataOf<'StorageAttemptStarted'> {
    const { attempt, by } = this.#attempts.get(this.#storageJob) ?? { attempt: 1, by: 'executor-1' };
    return { storageJobId: id(this.#storageJob), attempt, executor: id(by) };
  }
}
