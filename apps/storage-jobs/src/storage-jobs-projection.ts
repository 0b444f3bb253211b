import type { Change } from '@runledger/domain';
import type { DocumentChange, Projection } from '@runledger/read-models';
import { STORAGE_JOBS, storageJobDocument } from './storage-job/storage-job-model.js';
import { TABLE_VERSIONS, tableVersionDocument } from './version/table-version-model.js';

const documentsOf = (change: Change): readonly DocumentChange[] => {
  switch (change.kind) {
    case 'storageJob':
      return [storageJobDocument(change.project, change.storageJob)];
    case 'tableVersion':
      return [tableVersionDocument(change.project, change.table, change.version, change.previous)];
    default:
      return [];
  }
};

/** What the fold forgets: ended storage jobs and older table versions. */
export const storageJobsProjection: Projection = {
  owner: 'storage-jobs',
  models: [STORAGE_JOBS, TABLE_VERSIONS],
  contexts: ['storage'],
  concerns: ['storageJob', 'tableVersion'],
  documentsOf,
};
