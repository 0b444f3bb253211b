import { Type, type Static } from '@sinclair/typebox';
import { defineEvent } from '../event-contract.js';
import type { BucketId, ExecutorId, FileId, JobId, StorageJobId, TableId } from '../ids.js';
import { PayloadSchema } from '../payload.js';
import { Id, NewId, Nullable } from './field.js';

export const BucketCreated = defineEvent({
  name: 'BucketCreated',
  context: 'storage',
  owners: ['storage-jobs'],
  meaning: 'A bucket exists.',
  schema: Type.Object({
    bucketId: Id<BucketId>(),
    stage: Type.Union([Type.Literal('in'), Type.Literal('out'), Type.Literal('sys')]),
    name: Type.String({ minLength: 1 }),
    displayName: Type.String({ minLength: 1 }),
    description: Type.String(),
    backend: Type.String(),
    color: Nullable(Type.String()),
  }),
});

export const BucketDeleted = defineEvent({
  name: 'BucketDeleted',
  context: 'storage',
  owners: ['storage-jobs'],
  meaning: 'A bucket is gone; forced, together with its tables.',
  schema: Type.Object({ bucketId: Id<BucketId>(), force: Type.Boolean() }),
});

export const TableDeleted = defineEvent({
  name: 'TableDeleted',
  context: 'storage',
  owners: ['storage-jobs'],
  meaning: 'A table is gone. Its versions stay on the record.',
  schema: Type.Object({ tableId: Id<TableId>() }),
});

export const STORAGE_OPERATIONS = ['tableCreate', 'tableImport', 'tableExport', 'bucketDelete', 'tableDrop'] as const;
export type StorageOperation = (typeof STORAGE_OPERATIONS)[number];

/** Table that an operation would create, or whose content it replaces. */
export const LoadTargetSchema = Type.Object({
  bucketId: Id<BucketId>(),
  name: Type.String({ minLength: 1 }),
  displayName: Type.String({ minLength: 1 }),
  primaryKey: Nullable(Type.Array(Type.String())),
});

/** Where the rows of a load come from. */
export const LoadSourceSchema = Type.Union([
  Type.Object({
    type: Type.Literal('file'),
    fileId: Id<FileId>(),
    delimiter: Type.String(),
    enclosure: Type.String(),
    escapedBy: Type.String(),
    /** Given: the file has no header. */
    columns: Nullable(Type.Array(Type.String())),
    withoutHeaders: Type.Boolean(),
  }),
  /** Parquet that an attempt of a job put into the blob store. */
  Type.Object({
    type: Type.Literal('output'),
    columns: Type.Array(Type.String()),
    files: Type.Array(Type.Object({ key: Type.String(), rows: Type.Integer({ minimum: 0 }), bytes: Type.Integer({ minimum: 0 }) })),
  }),
]);
export type LoadSource = Static<typeof LoadSourceSchema>;

export const FILTER_OPERATORS = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'] as const;
/** How two values are compared; as text where nothing is said. */
export const VALUE_ORDERS = ['STRING', 'INTEGER', 'DOUBLE'] as const;

const comparedAs = Type.Optional(Type.Union(VALUE_ORDERS.map((order) => Type.Literal(order))));

export const ExportSchema = Type.Object({
  columns: Nullable(Type.Array(Type.String())),
  limit: Nullable(Type.Integer({ minimum: 0 })),
  gzip: Type.Boolean(),
  filters: Type.Array(
    Type.Object({
      column: Type.String(),
      operator: Type.Union(FILTER_OPERATORS.map((operator) => Type.Literal(operator))),
      values: Type.Array(Type.String()),
      comparedAs,
    }),
  ),
  orderBy: Type.Array(Type.Object({ column: Type.String(), order: Type.Union([Type.Literal('ASC'), Type.Literal('DESC')]), comparedAs })),
});
export type TableExport = Static<typeof ExportSchema>;

/** What is to be done; a discriminated union, so that an executor handles each kind. */
export const StorageTaskSchema = Type.Union([
  Type.Object({ type: Type.Literal('load'), target: LoadTargetSchema, create: Type.Boolean(), source: LoadSourceSchema }),
  Type.Object({ type: Type.Literal('export'), export: ExportSchema }),
  Type.Object({ type: Type.Literal('deleteBucket'), bucketId: Id<BucketId>(), force: Type.Boolean() }),
  Type.Object({ type: Type.Literal('deleteTable') }),
]);
export type StorageTask = Static<typeof StorageTaskSchema>;

/** Which output of which attempt of a job asked for the load: a load of an attempt that is not current is void. */
export const StorageCauseSchema = Type.Object({ jobId: Id<JobId>(), attempt: Type.Integer({ minimum: 1 }), output: Type.Integer({ minimum: 0 }) });

export const StorageJobCreated = defineEvent({
  name: 'StorageJobCreated',
  context: 'storage',
  owners: ['storage-jobs', 'worker'],
  meaning: 'A storage operation was accepted.',
  schema: Type.Object({
    storageJobId: NewId<StorageJobId>(),
    operation: Type.Union(STORAGE_OPERATIONS.map((operation) => Type.Literal(operation))),
    tableId: Nullable(Id<TableId>()),
    /** Writers of one table run one at a time, in order of creation. */
    writes: Type.Boolean(),
    task: StorageTaskSchema,
    /** As the API shows it (contract 3.3). */
    operationParams: PayloadSchema,
    runId: Nullable(Type.String()),
    cause: Nullable(StorageCauseSchema),
  }),
});

const attempt = { storageJobId: Id<StorageJobId>(), attempt: Type.Integer({ minimum: 1 }), executor: Id<ExecutorId>() };

export const StorageAttemptStarted = defineEvent({
  name: 'StorageAttemptStarted',
  context: 'storage',
  owners: ['storage-jobs'],
  meaning: 'An executor takes the storage job; taking effect is the admission.',
  schema: Type.Object(attempt),
});

export const StorageMetricsSchema = Type.Object({
  inBytes: Type.Integer({ minimum: 0 }),
  inBytesUncompressed: Type.Integer({ minimum: 0 }),
  inCompressed: Type.Boolean(),
  outBytes: Type.Integer({ minimum: 0 }),
  outBytesUncompressed: Type.Integer({ minimum: 0 }),
  outCompressed: Type.Boolean(),
});
export type StorageMetrics = Static<typeof StorageMetricsSchema>;

export const TableFileSchema = Type.Object({
  key: Type.String({ minLength: 1 }),
  rows: Type.Integer({ minimum: 0 }),
  bytes: Type.Integer({ minimum: 0 }),
});
export type TableFile = Static<typeof TableFileSchema>;

export const TableVersionCommitted = defineEvent({
  name: 'TableVersionCommitted',
  context: 'storage',
  owners: ['storage-jobs'],
  meaning: 'A new immutable version of a table, and with it the success of its storage job: one decision, one event.',
  schema: Type.Object({
    ...attempt,
    tableId: Id<TableId>(),
    bucketId: Id<BucketId>(),
    name: Type.String({ minLength: 1 }),
    displayName: Type.String({ minLength: 1 }),
    /** Current version + 1; 1 creates the table. */
    version: Type.Integer({ minimum: 1 }),
    change: Type.Union([Type.Literal('full')]),
    columns: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
    primaryKey: Type.Array(Type.String()),
    files: Type.Array(TableFileSchema),
    rows: Type.Integer({ minimum: 0 }),
    bytes: Type.Integer({ minimum: 0 }),
    importedRows: Type.Integer({ minimum: 0 }),
    sourceFileId: Nullable(Id<FileId>()),
    metrics: StorageMetricsSchema,
  }),
});

export const StorageJobSucceeded = defineEvent({
  name: 'StorageJobSucceeded',
  context: 'storage',
  owners: ['storage-jobs'],
  meaning: 'A storage job that makes no table version ended well.',
  schema: Type.Object({ ...attempt, results: PayloadSchema, metrics: StorageMetricsSchema }),
});

export const StorageJobFailed = defineEvent({
  name: 'StorageJobFailed',
  context: 'storage',
  owners: ['storage-jobs'],
  meaning: 'A storage job ended in error; nothing of it is visible in any table.',
  schema: Type.Object({
    ...attempt,
    code: Type.String({ minLength: 1 }),
    message: Type.String({ minLength: 1 }),
    exceptionId: Type.String({ minLength: 1 }),
  }),
});

export const StorageAttemptLost = defineEvent({
  name: 'StorageAttemptLost',
  context: 'storage',
  owners: ['storage-jobs'],
  meaning: 'The executor gives an attempt back that it does not hold any more.',
  schema: Type.Object({ ...attempt, reason: Type.Literal('returned') }),
});
