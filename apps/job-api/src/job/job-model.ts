import { isJsonObject, type JsonObject, type Payload } from '@runledger/contracts';
import { processingMs, type Job, type ProjectState } from '@runledger/domain';
import { defineModel, documentOf, type DocumentChange } from '@runledger/read-models';
import { jobBody } from './job-body.js';

/**
 * Every job. `created` and `waiting` are not stored: one finish at the limit would rewrite every waiting document. An unfinished job
 * is rendered from the fold; its document is there to be found by its keys.
 */
export const JOBS = defineModel({
  name: 'jobs',
  version: 2,
  keys: {
    jobId: 'string',
    /** `candidate` for created and waiting, otherwise the status. */
    status: 'string',
    component: 'string',
    configuration: 'string',
    configurationRows: 'strings',
    branch: 'string',
    token: 'string',
    tokenDescription: 'string',
    mode: 'string',
    runId: 'string',
    parentRunId: 'string',
    /** Position of `JobCreated`: newest first, and the cursor of pages. */
    created: 'number',
    createdMs: 'number',
    startMs: 'number',
    endMs: 'number',
    /** The same for sorting: what has not started or ended yet comes after everything that has (contract 2.8). */
    startOrder: 'number',
    endOrder: 'number',
    durationSeconds: 'number',
    /** Digest of a configuration that is too large for a document. */
    configurationPayload: 'string',
  },
  indexes: [['created'], ['status', 'created'], ['component', 'configuration', 'created'], ['parentRunId', 'created'], ['startOrder'], ['createdMs']],
});

const NOT_YET = Number.MAX_SAFE_INTEGER;

/** The stored status of a job. */
const storedStatus = ({ state, termination }: Job): string => {
  switch (state.phase) {
    case 'candidate':
      return 'candidate';
    case 'running':
      return termination === null ? 'processing' : 'terminating';
    case 'finished':
      return state.status;
  }
};

/** A payload that did not fit into the log is not copied into documents either; whoever shows one job fetches it. */
export const inlineOf = (payload: Payload): JsonObject | readonly never[] =>
  'inline' in payload && isJsonObject(payload.inline) ? payload.inline : [];

export const jobDocument = (project: ProjectState, job: Job): DocumentChange => {
  const { created, creator, state } = job;
  const isFinished = state.phase === 'finished';
  // Only a finished job is answered from here, and for it no clock is needed.
  const endMs = isFinished ? state.endMs : 0;
  return documentOf(JOBS, {
    project: project.id,
    id: job.id,
    keys: {
      jobId: job.id,
      status: storedStatus(job),
      component: created.componentId,
      configuration: created.configurationId,
      configurationRows: created.request.configRowIds,
      branch: created.branchId,
      token: creator.tokenId,
      tokenDescription: creator.tokenDescription,
      mode: created.mode,
      runId: created.runId,
      parentRunId: created.parentRunId,
      created: job.createdOffset,
      createdMs: job.createdMs,
      startMs: job.attempts[0]?.startMs ?? null,
      endMs: isFinished ? endMs : null,
      startOrder: job.attempts[0]?.startMs ?? NOT_YET,
      endOrder: isFinished ? endMs : NOT_YET,
      durationSeconds: isFinished ? Math.round(processingMs(job, endMs) / 1000) : null,
      configurationPayload: 'digest' in created.configuration ? created.configuration.digest : null,
    },
    body: isFinished ? JSON.stringify(jobBody(project, job, endMs, { status: state.status, waiting: undefined }, inlineOf(created.configuration))) : '',
  });
};
