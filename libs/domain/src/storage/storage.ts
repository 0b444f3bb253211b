import type { Actor, BucketId, DataOf, ExecutorId, FileId, JobId, Payload, StorageJobId, StorageMetrics, TableFile, TableId } from '@runledger/contracts';
import { byCreation, emptyLine, type OrderedLine } from '../log/ordered-line.js';

export interface Bucket {
  readonly id: BucketId;
  readonly created: DataOf<'BucketCreated'>;
  readonly creator: Actor;
  readonly createdMs: number;
  readonly tables: Map<TableId, Table>;
  changedMs: number;
}

/** One immutable state of a table: the files that make it up, and where it came from. */
export interface TableVersion {
  readonly version: number;
  readonly committedMs: number;
  readonly committedOffset: number;
  readonly change: 'full';
  readonly columns: readonly string[];
  readonly primaryKey: readonly string[];
  readonly files: readonly TableFile[];
  readonly rows: number;
  readonly bytes: number;
  readonly importedRows: number;
  readonly storageJobId: StorageJobId;
  readonly runId: string | null;
  readonly sourceFileId: FileId | null;
  readonly creator: Actor;
}

export interface Table {
  readonly id: TableId;
  readonly bucketId: BucketId;
  readonly name: string;
  readonly displayName: string;
  readonly createdMs: number;
  /** Only the newest: older versions cannot change and live in the read model. */
  current: TableVersion;
}

export type StorageJobEnd =
  | { readonly status: 'success'; readonly endMs: number; readonly results: StorageResults; readonly metrics: StorageMetrics }
  | { readonly status: 'error'; readonly endMs: number; readonly error: { readonly code: string; readonly message: string; readonly exceptionId: string } };

/** What a finished storage job answers (contract 3.3). */
export type StorageResults =
  | { readonly type: 'version'; readonly table: Table; readonly version: TableVersion; readonly previous: TableVersion | undefined }
  | { readonly type: 'other'; readonly results: Payload };

export interface StorageAttempt {
  readonly attempt: number;
  readonly executor: ExecutorId;
  readonly startMs: number;
}

export interface StorageJob {
  readonly id: StorageJobId;
  readonly created: DataOf<'StorageJobCreated'>;
  readonly creator: Actor;
  readonly createdMs: number;
  readonly createdOffset: number;
  attempts: number;
  startMs: number | null;
  state: { readonly phase: 'candidate' } | { readonly phase: 'running'; readonly attempt: StorageAttempt } | ({ readonly phase: 'finished' } & StorageJobEnd);
}

export interface StorageState {
  readonly buckets: Map<BucketId, Bucket>;
  readonly tables: Map<TableId, Table>;
  readonly unfinished: Map<StorageJobId, StorageJob>;
  /** Unfinished writers of a table, in order of creation: the first one holds the table. */
  readonly writers: Map<TableId, OrderedLine<StorageJob>>;
  /** Candidates that no other writer holds back, in order of creation. */
  readonly ready: OrderedLine<StorageJob>;
  readonly running: Map<StorageJobId, StorageJob>;
  /** Unfinished storage jobs that an attempt of a job asked for. */
  readonly ofJob: Map<JobId, Set<StorageJob>>;
  /** Outputs that already have a storage job: a second one for the same cause is void. */
  readonly causes: Map<JobId, Set<string>>;
}

export const emptyStorage = (): StorageState => ({
  buckets: new Map(),
  tables: new Map(),
  unfinished: new Map(),
  writers: new Map(),
  ready: emptyLine<StorageJob>(byCreation),
  running: new Map(),
  ofJob: new Map(),
  causes: new Map(),
});
