import { JOB_MODES } from '@runledger/contracts';
import { JOB_STATUSES } from '@runledger/domain';
import { TOKEN_REF } from '@runledger/ledger-module';
import {
  ANY_OBJECT,
  BOOLEAN,
  INTEGER,
  listOf,
  named,
  nullable,
  NUMBER,
  objectOf,
  oneOf,
  TEXT,
  type AnswerSchema,
} from '@runledger/service-kit';

/** An object, or the empty list that stands for none. */
const objectOrNone = (schema: AnswerSchema): AnswerSchema => ({ anyOf: [schema, { ...listOf(ANY_OBJECT), maxItems: 0 }] });

const JOB_TABLE = named(
  'JobTable',
  objectOf({
    id: TEXT,
    name: TEXT,
    displayName: TEXT,
    columns: listOf(objectOf({ name: TEXT })),
    version: INTEGER,
    rows: INTEGER,
    bytes: INTEGER,
  }),
);

const JOB_TABLES = objectOf({ tables: listOf(JOB_TABLE) });

const JOB_RESULT = named(
  'JobResult',
  objectOf(
    {
      message: TEXT,
      configVersion: nullable(TEXT),
      images: listOf(ANY_OBJECT),
      input: JOB_TABLES,
      output: JOB_TABLES,
      artifacts: objectOf({ uploaded: listOf(ANY_OBJECT), downloaded: listOf(ANY_OBJECT) }),
      variables: listOf(ANY_OBJECT),
    },
    { error: objectOf({ type: oneOf(['user', 'application']), exceptionId: TEXT }) },
  ),
);

const JOB_METRICS = objectOf({
  storage: objectOf({ inputTablesBytesSum: INTEGER, outputTablesBytesSum: INTEGER }),
  backend: objectOf({ size: nullable(TEXT), containerSize: nullable(TEXT), context: nullable(TEXT) }),
});

const JOB_ATTEMPT = named(
  'JobAttempt',
  objectOf({
    attempt: INTEGER,
    worker: TEXT,
    startTime: TEXT,
    endTime: nullable(TEXT),
    outcome: oneOf(['running', 'success', 'error', 'stopped', 'returned']),
    reason: nullable(TEXT),
  }),
);

const WAITING_REASON = objectOf({
  rule: oneOf(['delay', 'configurationLock', 'projectLimit']),
  blockedBy: listOf(TEXT),
  position: INTEGER,
});

/** What `jobBody` makes. */
export const JOB = named(
  'Job',
  objectOf({
    url: TEXT,
    id: TEXT,
    runId: TEXT,
    parentRunId: TEXT,
    project: objectOf({ id: TEXT, name: TEXT }),
    token: TOKEN_REF,
    status: oneOf(JOB_STATUSES),
    desiredStatus: oneOf(['processing', 'terminating']),
    mode: oneOf(JOB_MODES),
    component: TEXT,
    config: nullable(TEXT),
    configData: objectOrNone(ANY_OBJECT),
    configRowIds: listOf(TEXT),
    configRow: nullable(TEXT),
    tag: nullable(TEXT),
    createdTime: TEXT,
    startTime: nullable(TEXT),
    endTime: nullable(TEXT),
    delayedStartTime: nullable(TEXT),
    durationSeconds: INTEGER,
    result: objectOrNone(JOB_RESULT),
    usageData: listOf(ANY_OBJECT),
    isFinished: BOOLEAN,
    branchId: TEXT,
    branchType: oneOf(['default']),
    variableValuesId: nullable(TEXT),
    variableValuesData: objectOf({ values: listOf(objectOf({ name: TEXT, value: TEXT })) }),
    backend: objectOrNone(objectOf({}, { type: TEXT, containerType: TEXT, context: TEXT })),
    executor: nullable(TEXT),
    metrics: objectOrNone(JOB_METRICS),
    behavior: objectOf({ onError: nullable(TEXT) }),
    parallelism: nullable(TEXT),
    type: oneOf(['standard']),
    orchestrationJobId: nullable(TEXT),
    orchestrationTaskId: nullable(TEXT),
    orchestrationPhaseId: nullable(TEXT),
    onlyOrchestrationTaskIds: nullable(listOf(TEXT)),
    previousJobId: nullable(TEXT),
    deduplicationId: nullable(TEXT),
    credits: NUMBER,
    waitingReason: nullable(WAITING_REASON),
    attempts: listOf(JOB_ATTEMPT),
    terminationRequested: nullable(objectOf({ time: TEXT, token: TOKEN_REF })),
    componentName: TEXT,
    configurationName: nullable(TEXT),
  }),
);
