import { defineModel, documentOf, type DocumentChange, type LogLineWritten, type Projection } from '@runledger/read-models';
import { eventBody } from './event-body.js';
import { EVENT_KEYS, eventPlace } from './event-model.js';

/** Log lines of components, shown among the events of their job. */
export const JOB_LOG_MODEL = defineModel({
  name: 'job_log_lines',
  version: 1,
  keys: EVENT_KEYS,
  indexes: [['place'], ['job', 'place']],
});

/** What lines are attributed to: which component a job runs is said by the job. */
const COMPONENT_LOG = 'component';

const lineDocument = ({ line, appendTimeMs, offset }: LogLineWritten): DocumentChange => {
  const place = eventPlace(appendTimeMs, 1, offset);
  const body = eventBody({
    place,
    uuid: line.id,
    createdMs: line.timeMs,
    event: 'ext.component.log',
    component: COMPONENT_LOG,
    type: line.level,
    message: line.message,
    runId: line.jobId,
    params: { attempt: line.attempt },
    actor: { service: 'worker', tokenId: null, tokenDescription: null },
  });
  return documentOf(JOB_LOG_MODEL, {
    project: line.project,
    // A line may stand in the log twice; both copies have the id that its writer made.
    id: line.id,
    keys: { place, uuid: line.id, job: line.jobId, runId: line.jobId, component: COMPONENT_LOG, configuration: null, type: line.level, object: null, token: null, message: line.message },
    body: JSON.stringify(body),
  });
};

export const jobLogProjection: Projection = {
  owner: 'job-api-logs',
  source: 'job-logs',
  models: [JOB_LOG_MODEL],
  contexts: [],
  concerns: ['logLine'],
  documentsOf: (change) => (change.kind === 'logLine' ? [lineDocument(change)] : []),
};
