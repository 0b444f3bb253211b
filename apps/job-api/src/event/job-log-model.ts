import { defineModel, documentOf, type DocumentChange, type LogLineWritten, type Projection } from '@runledger/read-models';
import { eventBody } from './event-body.js';
import { EVENT_KEYS } from './event-model.js';
import { eventPlace } from './event-place.js';

/** Log lines of components, shown among the events of their job. */
export const JOB_LOG_MODEL = defineModel({
  name: 'job_log_lines',
  version: 2,
  keys: EVENT_KEYS,
  indexes: [['place'], ['job', 'place']],
});

const lineDocument = ({ line, appendTimeMs, offset }: LogLineWritten): DocumentChange => {
  const place = eventPlace(appendTimeMs, 1, offset);
  const { tokenId, tokenDescription } = line;
  const body = eventBody({
    place,
    uuid: line.id,
    createdMs: line.timeMs,
    event: `ext.${line.componentId}.log`,
    component: line.componentId,
    configuration: line.configurationId,
    type: line.level,
    message: line.message,
    runId: line.runId,
    params: { attempt: line.attempt },
    actor: { service: 'worker', tokenId, tokenDescription },
  });
  return documentOf(JOB_LOG_MODEL, {
    project: line.project,
    // A line may stand in the log twice; both copies have the id that its writer made.
    id: line.id,
    keys: {
      place,
      uuid: line.id,
      job: line.jobId,
      runId: line.runId,
      component: line.componentId,
      configuration: line.configurationId,
      type: line.level,
      object: null,
      tokens: tokenId === null ? [] : [tokenId],
      message: line.message,
    },
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
