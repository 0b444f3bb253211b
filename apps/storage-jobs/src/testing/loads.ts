import type { BucketId, DataOf, FileId, StorageJobId, TableId } from '@runledger/contracts';

type NewStorageJob = DataOf<'StorageJobCreated'>;

/** What a client's request to create a table of a file becomes in the log. */
export const aTableCreation = (
  storageJobId: StorageJobId,
  bucketId: string,
  name: string,
  fileId: number,
  primaryKey: string[] = [],
): NewStorageJob => ({
  storageJobId,
  operation: 'tableCreate',
  tableId: `${bucketId}.${name}` as TableId,
  writes: true,
  task: {
    type: 'load',
    target: { bucketId: bucketId as BucketId, name, displayName: name, primaryKey },
    create: true,
    source: {
      type: 'file',
      fileId: String(fileId) as FileId,
      delimiter: ',',
      enclosure: '"',
      escapedBy: '',
      columns: null,
      withoutHeaders: false,
    },
  },
  operationParams: { inline: {} },
  runId: null,
  cause: null,
});

/** What a client's request to delete a bucket with all that is in it becomes in the log. */
export const aBucketDeletion = (storageJobId: StorageJobId, bucketId: string): NewStorageJob => ({
  storageJobId,
  operation: 'bucketDelete',
  tableId: null,
  writes: false,
  task: { type: 'deleteBucket', bucketId: bucketId as BucketId, force: true },
  operationParams: { inline: {} },
  runId: null,
  cause: null,
});
