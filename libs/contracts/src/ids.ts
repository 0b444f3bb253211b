declare const brand: unique symbol;

/** A string or number that must not be mixed with others of the same shape. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

export type EventId = Brand<string, 'EventId'>;
export type ProjectId = Brand<string, 'ProjectId'>;
/** Project of events about the log itself. */
export const NO_PROJECT = '' as ProjectId;
export type BranchId = Brand<string, 'BranchId'>;
export type TokenId = Brand<string, 'TokenId'>;
export type ComponentId = Brand<string, 'ComponentId'>;
export type ConfigurationId = Brand<string, 'ConfigurationId'>;
export type JobId = Brand<string, 'JobId'>;
export type WorkerId = Brand<string, 'WorkerId'>;
export type BucketId = Brand<string, 'BucketId'>;
export type TableId = Brand<string, 'TableId'>;
export type StorageJobId = Brand<string, 'StorageJobId'>;
export type ExecutorId = Brand<string, 'ExecutorId'>;
export type FileId = Brand<string, 'FileId'>;

/** Kafka offset. Offsets stay below 2^53, so a number is exact; the brand keeps it from being mixed with counts and times. */
export type Offset = Brand<number, 'Offset'>;

/** Where a record stands in the log. Order is defined inside one partition only. */
export interface Position {
  readonly partition: number;
  readonly offset: Offset;
}

/** Decimal ids compare as numbers: shorter is smaller, then by digits. Works for ids beyond 2^53. */
export const compareDecimalIds = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
