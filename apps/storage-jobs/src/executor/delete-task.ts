import type { StorageTask } from '@runledger/contracts';
import type { Bucket, StorageJob, Table } from '@runledger/domain';
import { bucketNotEmpty } from '../refusals.js';
import type { StorageAttempt } from './storage-attempt.js';
import { NO_METRICS, succeed } from './task-success.js';

/**
 * Whether it is what the client asked to delete. An earlier attempt may have deleted that and died before it could say so; what has
 * been made anew since then is not touched.
 */
const isMeant = (thing: Bucket | Table, storageJob: StorageJob): boolean => thing.createdMs <= storageJob.createdMs;

export const deleteBucket = async (
  attempt: StorageAttempt,
  { bucketId, force }: Extract<StorageTask, { readonly type: 'deleteBucket' }>,
): Promise<void> => {
  const bucket = attempt.project.storage.buckets.get(bucketId);
  if (bucket !== undefined && isMeant(bucket, attempt.storageJob)) {
    const judged = await attempt.report('BucketDeleted', `bucket:${bucketId}`, { bucketId, force });
    if (judged?.verdict.effective === false && judged.verdict.reason === 'notEmpty') throw bucketNotEmpty(bucketId);
  }
  await succeed(attempt, null, NO_METRICS);
};

export const deleteTable = async (attempt: StorageAttempt): Promise<void> => {
  const { tableId } = attempt.storageJob.created;
  const table = tableId === null ? undefined : attempt.project.storage.tables.get(tableId);
  if (table !== undefined && isMeant(table, attempt.storageJob))
    await attempt.report('TableDeleted', `table:${table.id}`, { tableId: table.id });
  await succeed(attempt, null, NO_METRICS);
};
