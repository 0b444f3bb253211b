import type { StorageTask } from '@runledger/contracts';
import type { StorageAttempt } from './storage-attempt.js';
import { TaskRefused } from './task-refused.js';
import { NO_METRICS, succeed } from './task-success.js';

/** What is gone already was deleted by an earlier attempt, or by somebody who was faster: either way it is gone. */
export const deleteBucket = async (
  attempt: StorageAttempt,
  { bucketId, force }: Extract<StorageTask, { readonly type: 'deleteBucket' }>,
): Promise<void> => {
  const judged = await attempt.report('BucketDeleted', `bucket:${bucketId}`, { bucketId, force });
  if (judged?.verdict.effective === false && judged.verdict.reason === 'notEmpty') {
    throw new TaskRefused(
      'storage.buckets.notEmpty',
      `The bucket "${bucketId}" has tables. Delete them first, or delete the bucket with force.`,
    );
  }
  await succeed(attempt, null, NO_METRICS);
};

export const deleteTable = async (attempt: StorageAttempt): Promise<void> => {
  const { tableId } = attempt.storageJob.created;
  if (tableId !== null) await attempt.report('TableDeleted', `table:${tableId}`, { tableId });
  await succeed(attempt, null, NO_METRICS);
};
