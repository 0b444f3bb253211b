import type { BucketId, StorageTask, TableId } from '@runledger/contracts';
import type { ProjectState, StorageJob } from '@runledger/domain';
import { defineModel, documentOf, type DocumentChange } from '@runledger/read-models';
import { ORIGIN } from '../self-links.js';
import { storageJobBody, storageJobStatus } from './storage-job-body.js';

/** Every storage job there ever was. */
export const STORAGE_JOBS = defineModel({
  name: 'storage_jobs',
  version: 1,
  keys: {
    /** Position of `StorageJobCreated`: newest first. */
    created: 'number',
    status: 'string',
    /** Bucket that it is about; decides which limited tokens see it. */
    bucket: 'string',
    token: 'string',
    /** Digest of parameters that are too large for a document. */
    operationParamsPayload: 'string',
  },
  indexes: [['created'], ['status', 'created']],
});

const bucketOfTable = (tableId: TableId | null): BucketId | null =>
  tableId === null ? null : (tableId.slice(0, tableId.lastIndexOf('.')) as BucketId);

const bucketOf = (task: StorageTask, tableId: TableId | null): BucketId | null => {
  switch (task.type) {
    case 'load':
      return task.target.bucketId;
    case 'deleteBucket':
      return task.bucketId;
    case 'export':
    case 'deleteTable':
      return bucketOfTable(tableId);
  }
};

export const storageJobDocument = ({ id: project }: ProjectState, storageJob: StorageJob): DocumentChange => {
  const { created, creator } = storageJob;
  const { operationParams } = created;
  return documentOf(STORAGE_JOBS, {
    project,
    id: storageJob.id,
    keys: {
      created: storageJob.createdOffset,
      status: storageJobStatus(storageJob),
      bucket: bucketOf(created.task, created.tableId),
      token: creator.tokenId,
      operationParamsPayload: 'digest' in operationParams ? operationParams.digest : null,
    },
    body: JSON.stringify(
      storageJobBody(storageJob, { operationParams: 'inline' in operationParams ? operationParams.inline : {} }, ORIGIN),
    ),
  });
};
