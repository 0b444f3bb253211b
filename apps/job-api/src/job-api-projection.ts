import { JOBS, jobDocument } from './job/job-model.js';
import { EVENTS_MODEL, eventDocuments } from './event/event-model.js';
import type { Change } from '@runledger/domain';
import type { DocumentChange, Projection } from '@runledger/read-models';

const documentsOf = (change: Change): readonly DocumentChange[] => {
  switch (change.kind) {
    case 'job':
      return [jobDocument(change.project, change.job)];
    case 'event':
      return eventDocuments(change);
    default:
      return [];
  }
};

export const jobApiProjection: Projection = {
  owner: 'job-api',
  models: [JOBS, EVENTS_MODEL],
  contexts: ['job', 'storage'],
  concerns: ['job', 'event'],
  documentsOf,
};
