import { Type, type Static } from '@sinclair/typebox';
import { defineEvent } from '../event-contract.js';
import type { BranchId, ComponentId, ConfigurationId, JobId, WorkerId } from '../ids.js';
import { PayloadSchema } from '../payload.js';
import { Id, NewId, Nullable } from './field.js';

export const JOB_MODES = ['run', 'forceRun', 'debug'] as const;
export type JobMode = (typeof JOB_MODES)[number];

export const COMPONENT_KINDS = ['extractor', 'writer', 'application', 'transformation', 'processor', 'code-pattern', 'other', 'data-app'] as const;
export type ComponentKind = (typeof COMPONENT_KINDS)[number];

/** What was asked for, echoed by the job object (contract 2.2); no rule looks at it. */
export const JobRequestSchema = Type.Object({
  configRowIds: Type.Array(Type.String()),
  configData: Nullable(PayloadSchema),
  tag: Nullable(Type.String()),
  variableValuesId: Nullable(Type.String()),
  variableValues: Type.Array(Type.Object({ name: Type.String(), value: Type.String() })),
  backend: Type.Object({ type: Type.Optional(Type.String()), containerType: Type.Optional(Type.String()), context: Type.Optional(Type.String()) }),
  onError: Nullable(Type.String()),
  parallelism: Nullable(Type.String()),
  executor: Nullable(Type.String()),
  orchestrationJobId: Nullable(Type.String()),
  orchestrationTaskId: Nullable(Type.String()),
  orchestrationPhaseId: Nullable(Type.String()),
  onlyOrchestrationTaskIds: Nullable(Type.Array(Type.String())),
  previousJobId: Nullable(Type.String()),
});
export type JobRequest = Static<typeof JobRequestSchema>;

export const JobCreated = defineEvent({
  name: 'JobCreated',
  context: 'job',
  owners: ['job-api'],
  meaning: 'A job was accepted. It freezes everything that later verdicts and the component need.',
  schema: Type.Object({
    jobId: NewId<JobId>(),
    runId: Type.String({ minLength: 1 }),
    parentRunId: Type.String(),
    /** Ids in the run id before this job's own, outermost first. */
    ancestors: Type.Array(Id<JobId>()),
    mode: Type.Union(JOB_MODES.map((mode) => Type.Literal(mode))),
    componentId: Id<ComponentId>(),
    kind: Type.Union(COMPONENT_KINDS.map((kind) => Type.Literal(kind))),
    branchId: Id<BranchId>(),
    configurationId: Nullable(Id<ConfigurationId>()),
    /** Must be current at this position, else the event is void and job-api tries again with the newer one. */
    configurationVersion: Nullable(Type.Integer({ minimum: 1 })),
    configurationName: Nullable(Type.String()),
    /** The exact configuration that runs, secrets encrypted. */
    configuration: PayloadSchema,
    /** Jobs with the same key do not run at once (contract 8.3 R2, R3); null = no lock. */
    lockKey: Nullable(Type.String()),
    notBeforeMs: Nullable(Type.Integer()),
    deduplicationId: Nullable(Type.String({ minLength: 1, maxLength: 255 })),
    request: JobRequestSchema,
  }),
});

export const AttemptStarted = defineEvent({
  name: 'AttemptStarted',
  context: 'job',
  owners: ['worker'],
  meaning: 'A worker takes the job. Taking effect is the admission: limit, lock and order hold at this position.',
  schema: Type.Object({ jobId: Id<JobId>(), attempt: Type.Integer({ minimum: 1 }), worker: Id<WorkerId>() }),
});

/** A table as a job's result names it. */
export const MappedTableSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  columns: Type.Array(Type.String()),
  version: Type.Integer({ minimum: 1 }),
  rows: Type.Integer({ minimum: 0 }),
  bytes: Type.Integer({ minimum: 0 }),
});
export type MappedTable = Static<typeof MappedTableSchema>;

export const JobResultSchema = Type.Object({
  message: Type.String(),
  error: Nullable(Type.Object({ type: Type.Union([Type.Literal('user'), Type.Literal('application')]), exceptionId: Type.String() })),
  inputTables: Type.Array(MappedTableSchema),
  outputTables: Type.Array(MappedTableSchema),
});
export type JobResult = Static<typeof JobResultSchema>;

export const AttemptFinished = defineEvent({
  name: 'AttemptFinished',
  context: 'job',
  owners: ['worker'],
  meaning: 'The worker of the current attempt reports its end; a late or foreign report is void.',
  schema: Type.Object({
    jobId: Id<JobId>(),
    attempt: Type.Integer({ minimum: 1 }),
    worker: Id<WorkerId>(),
    outcome: Type.Union([Type.Literal('success'), Type.Literal('error'), Type.Literal('stopped')]),
    result: JobResultSchema,
  }),
});

export const AttemptLost = defineEvent({
  name: 'AttemptLost',
  context: 'job',
  owners: ['worker', 'scheduler'],
  meaning: 'The attempt will not report. Returned by its own worker, it costs no retry.',
  schema: Type.Object({
    jobId: Id<JobId>(),
    attempt: Type.Integer({ minimum: 1 }),
    worker: Id<WorkerId>(),
    reason: Type.Literal('returned'),
  }),
});

export const TerminationRequested = defineEvent({
  name: 'TerminationRequested',
  context: 'job',
  owners: ['job-api'],
  meaning: 'The job and everything below it shall stop: what never started is cancelled at this position.',
  schema: Type.Object({ jobId: Id<JobId>() }),
});
