import type { JobStatus } from '../status/job-status.js';
import type { components } from './schema.js';

type Described = components['schemas'];

/** What the console reads from the platform's answers; the section of the wire contract stands beside each. */

/** Contract 1.3. */
export interface VerifiedToken {
  readonly id: string;
  readonly description: string;
  readonly expires: string | null;
  readonly canCreateJobs: boolean;
  readonly owner: { readonly id: number; readonly name: string };
}

export type TokenRef = Described['TokenRef'];

/** Contract 2.4, with the version, rows and bytes of each table. */
export interface JobTable {
  readonly id: string;
  readonly version: number | null;
  readonly rows: number | null;
  readonly bytes: number | null;
}

export interface JobResult {
  readonly message?: string;
  readonly configVersion?: string | null;
  readonly input?: { readonly tables: readonly JobTable[] };
  readonly output?: { readonly tables: readonly JobTable[] };
  readonly error?: { readonly type: string; readonly exceptionId: string };
}

export interface WaitingReason {
  readonly rule: 'projectLimit' | 'configurationLock' | 'delay';
  readonly blockedBy: readonly string[];
  readonly position: number;
}

export interface JobAttempt {
  readonly attempt: number;
  readonly worker: string;
  readonly startTime: string;
  readonly endTime: string | null;
  readonly outcome: 'running' | 'success' | 'error' | 'stopped' | 'returned';
  readonly reason: string | null;
}

/** Contract 2.2 and our fields. `result` is `[]` until there is one. */
export interface Job {
  readonly id: string;
  readonly runId: string;
  readonly parentRunId: string;
  readonly token: TokenRef;
  readonly status: JobStatus;
  readonly desiredStatus: 'processing' | 'terminating';
  readonly mode: string;
  readonly component: string;
  readonly componentName: string;
  readonly config: string | null;
  readonly configurationName: string | null;
  /** The exact configuration that runs. */
  readonly configData: unknown;
  readonly configRowIds: readonly string[] | null;
  readonly tag: string | null;
  readonly createdTime: string;
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly delayedStartTime: string | null;
  readonly durationSeconds: number;
  readonly result: JobResult | readonly never[];
  readonly isFinished: boolean;
  readonly branchId: string | null;
  readonly variableValuesId: string | null;
  readonly variableValuesData: unknown;
  readonly backend: unknown;
  readonly behavior: unknown;
  readonly parallelism: string | null;
  readonly type: string;
  readonly credits: number;
  readonly waitingReason: WaitingReason | null;
  readonly attempts: readonly JobAttempt[];
  readonly terminationRequested: { readonly time: string; readonly token: TokenRef } | null;
}

export interface JobPage {
  readonly items: readonly Job[];
  readonly next: string | null;
  readonly total: number;
}

export interface SlotOccupant {
  readonly jobId: string;
  readonly configurationName: string | null;
  readonly componentId: string;
  readonly status: JobStatus;
  readonly startTime: string;
}

export interface Slots {
  readonly limit: number;
  readonly running: readonly SlotOccupant[];
  readonly waiting: readonly { readonly jobId: string; readonly rule: string; readonly since: string }[];
  /** All of them; `waiting` names the first ones. */
  readonly waitingCount: number;
  readonly finishedToday: number;
  readonly failedToday: number;
}

export type EventLevel = 'info' | 'success' | 'warn' | 'error';

/** Contract 6.5. */
export interface StorageEvent {
  readonly id: number | string;
  readonly component: string;
  readonly message: string;
  readonly type: EventLevel;
  readonly created: string;
}

/** Contract 6.1 with `include=configuration`. */
export interface ComponentWithConfigurations {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly configurations: readonly { readonly id: string; readonly name: string; readonly version: number }[];
}

export type Bucket = Pick<Described['Bucket'], 'id' | 'rowsCount' | 'dataSizeBytes'>;

export type Table = Pick<
  Described['Table'],
  'id' | 'rowsCount' | 'dataSizeBytes' | 'primaryKey' | 'columns' | 'isTyped' | 'lastChangeDate' | 'definition'
>;

export type TableListItem = Pick<
  Described['TableListItem'],
  'id' | 'name' | 'rowsCount' | 'dataSizeBytes' | 'version' | 'lastChangeDate' | 'columns'
> & { readonly bucket?: Pick<Bucket, 'id'> };

export type TablePreview = Described['TablePreview'];

export type TableVersion = Omit<Described['TableVersion'], 'columns' | 'primaryKey'>;

export type StorageJob = Omit<Described['StorageJob'], 'url' | 'metrics'> & {
  readonly metrics: Pick<Described['StorageJob']['metrics'], 'inBytes' | 'outBytes'>;
};

/** `url` is signed and works without a token for a while. */
export type StoredFile = Pick<
  Described['File'],
  'id' | 'name' | 'created' | 'sizeBytes' | 'tags' | 'maxAgeDays' | 'runId' | 'isSliced' | 'url' | 'creatorToken'
>;
