import type { JobStatus } from '../status/job-status.js';

/** What the console reads from the platform's answers; the section of the wire contract stands beside each. */

/** Contract 1.3. */
export interface VerifiedToken {
  readonly id: string;
  readonly description: string;
  readonly expires: string | null;
  readonly canCreateJobs: boolean;
  readonly owner: { readonly id: number; readonly name: string };
}

export interface TokenRef {
  readonly id: string | null;
  readonly description: string | null;
}

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

/** Contract 5.1. */
export interface Bucket {
  readonly id: string;
  readonly stage: string;
  readonly displayName: string;
  readonly lastChangeDate: string | null;
  readonly dataSizeBytes: number;
  readonly rowsCount: number;
}

/** Contract 5.6. */
export interface Table {
  readonly id: string;
  readonly name: string;
  readonly primaryKey: readonly string[];
  readonly created: string;
  readonly lastImportDate: string | null;
  readonly lastChangeDate: string | null;
  readonly rowsCount: number;
  readonly dataSizeBytes: number;
  readonly columns: readonly string[];
  /** Our own field: the version that the rest speaks of. */
  readonly version: number;
  readonly isTyped: boolean;
  readonly bucket: { readonly id: string };
  readonly definition?: {
    readonly columns: readonly {
      readonly name: string;
      readonly definition?: { readonly type?: string; readonly nullable?: boolean };
    }[];
  };
}

export interface TableVersion {
  readonly version: number;
  readonly created: string;
  readonly change: string;
  readonly rows: number;
  readonly rowsChange: number;
  readonly bytes: number;
  readonly bytesChange: number;
  readonly columnsAdded: readonly string[];
  readonly columnsRemoved: readonly string[];
  readonly storageJobId: number;
  readonly runId: string | null;
  readonly fileId: number | null;
  readonly creatorToken: TokenRef;
}

export interface TableVersionPage {
  readonly items: readonly TableVersion[];
}

/** Contract 5.5, `format=json`. */
export interface TablePreview {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly {
    readonly columnName: string;
    readonly value: string | null;
    readonly isTruncated: boolean;
  }[])[];
}

export type StorageJobStatus = 'waiting' | 'processing' | 'success' | 'error';

/** Contract 3.2. */
export interface StorageJob {
  readonly id: number;
  readonly status: StorageJobStatus;
  readonly tableId: string | null;
  readonly operationName: string;
  readonly operationParams: Readonly<Record<string, unknown>>;
  readonly createdTime: string;
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly runId: string | null;
  readonly results: unknown;
  readonly creatorToken: TokenRef;
  readonly metrics: { readonly inBytes: number; readonly outBytes: number };
  readonly error?: { readonly code: string; readonly message: string; readonly exceptionId: string };
}

/** Contract 4.3. `url` is signed and works without a token for a while. */
export interface StoredFile {
  readonly id: number;
  readonly name: string;
  readonly created: string;
  readonly sizeBytes: number | null;
  readonly tags: readonly string[];
  readonly maxAgeDays: number | null;
  readonly runId: string | null;
  readonly isSliced: boolean;
  readonly isPublic: boolean;
  readonly isEncrypted: boolean;
  readonly url: string;
  readonly creatorToken: TokenRef;
}
