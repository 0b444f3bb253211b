import type { JobResult, JsonObject, MappedTable } from '@runledger/contracts';
import { BUILT_IN_COMPONENTS, catalogueOf, creditsOf, isFinalStatus, processingMs, statusOf, waitingReason, type Attempt, type Job, type JobStatus, type ProjectState, type WaitingReason } from '@runledger/domain';
import { queueTime } from '@runledger/ledger-module';

const CATALOGUE = catalogueOf(BUILT_IN_COMPONENTS);

/** What a job looks like at a moment. For a finished job both are for ever. */
export interface JobView {
  readonly status: JobStatus;
  readonly waiting: WaitingReason | undefined;
}

export const viewOf = (project: ProjectState, job: Job, nowMs: number): JobView => ({ status: statusOf(project, job, nowMs), waiting: waitingReason(project, job, nowMs) });

/** Stands for the origin under which a client reaches us; finished jobs are stored with it. Always at the very start of a body. */
const ORIGIN = '{origin}';

/** Puts the client's own origin into a stored body. Only the first field is touched, so no text of a user is. */
export const withOrigin = (body: string, publicUrl: string): string => body.replace(ORIGIN, () => publicUrl);

/**
 * Job object: every key of contract 2.2 and 9.1, always there, then our own: `credits`, `waitingReason`, `attempts`, names.
 * `configData` is the exact configuration that runs; the caller gives it, since a large one has to be fetched.
 */
export const jobBody = (project: ProjectState, job: Job, nowMs: number, { status, waiting }: JobView, configData: JsonObject | readonly never[]): Readonly<Record<string, unknown>> => {
  const { created, creator, attempts } = job;
  const { request } = created;
  const first = attempts[0];
  const end = job.state.phase === 'finished' ? job.state : undefined;
  const result = end?.result ?? null;
  return {
    url: `${ORIGIN}/jobs/${job.id}`,
    id: job.id,
    runId: created.runId,
    parentRunId: created.parentRunId,
    project: { id: project.id, name: project.name },
    token: { id: creator.tokenId, description: creator.tokenDescription },
    status,
    desiredStatus: job.termination === null ? 'processing' : 'terminating',
    mode: created.mode,
    component: created.componentId,
    config: created.configurationId,
    configData,
    configRowIds: request.configRowIds,
    configRow: null,
    tag: request.tag,
    createdTime: queueTime(job.createdMs),
    startTime: first === undefined ? null : queueTime(first.startMs),
    endTime: end === undefined ? null : queueTime(end.endMs),
    delayedStartTime: created.notBeforeMs === null ? null : queueTime(created.notBeforeMs),
    durationSeconds: Math.round(processingMs(job, nowMs) / 1000),
    result: result === null ? [] : resultBody(job, result),
    usageData: [],
    isFinished: isFinalStatus(status),
    branchId: created.branchId,
    branchType: 'default',
    variableValuesId: request.variableValuesId,
    variableValuesData: { values: request.variableValues },
    backend: Object.keys(request.backend).length === 0 ? [] : request.backend,
    executor: request.executor,
    metrics: result === null ? [] : metricsBody(result),
    behavior: { onError: request.onError },
    parallelism: request.parallelism,
    type: 'standard',
    orchestrationJobId: request.orchestrationJobId,
    orchestrationTaskId: request.orchestrationTaskId,
    orchestrationPhaseId: request.orchestrationPhaseId,
    onlyOrchestrationTaskIds: request.onlyOrchestrationTaskIds,
    previousJobId: request.previousJobId,
    deduplicationId: created.deduplicationId,
    credits: creditsOf(job, nowMs),
    waitingReason: waiting ?? null,
    attempts: attempts.map(attemptBody),
    terminationRequested:
      job.termination === null ? null : { time: queueTime(job.termination.requestedMs), token: { id: job.termination.by.tokenId, description: job.termination.by.tokenDescription } },
    componentName: CATALOGUE.get(created.componentId)?.name ?? created.componentId,
    configurationName: created.configurationName,
  };
};

const attemptBody = ({ attempt, worker, startMs, endMs, outcome }: Attempt): object => ({
  attempt,
  worker,
  startTime: queueTime(startMs),
  endTime: endMs === null ? null : queueTime(endMs),
  outcome,
  reason: outcome === 'returned' ? 'the worker gave the job back; its results do not count' : null,
});

const tableBody = ({ id, name, columns, version, rows, bytes }: MappedTable): object => ({
  id,
  name,
  displayName: name,
  columns: columns.map((column) => ({ name: column })),
  version,
  rows,
  bytes,
});

/** Result object (contract 2.4), with the version, rows and bytes of each table beside it. */
const resultBody = ({ created }: Job, { message, error, inputTables, outputTables }: JobResult): object => ({
  message,
  configVersion: created.configurationVersion === null ? null : String(created.configurationVersion),
  images: [],
  input: { tables: inputTables.map(tableBody) },
  output: { tables: outputTables.map(tableBody) },
  artifacts: { uploaded: [], downloaded: [] },
  variables: [],
  ...(error === null ? {} : { error }),
});

const bytesOf = (tables: readonly MappedTable[]): number => tables.reduce((sum, { bytes }) => sum + bytes, 0);

const metricsBody = ({ inputTables, outputTables }: JobResult): object => ({
  storage: { inputTablesBytesSum: bytesOf(inputTables), outputTablesBytesSum: bytesOf(outputTables) },
  backend: { size: null, containerSize: null, context: null },
});
