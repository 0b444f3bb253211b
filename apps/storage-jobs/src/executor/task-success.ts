import type { Json, StorageMetrics } from '@runledger/contracts';
import type { StorageAttempt } from './storage-attempt.js';

export const NO_METRICS: StorageMetrics = {
  inBytes: 0,
  inBytesUncompressed: 0,
  inCompressed: false,
  outBytes: 0,
  outBytesUncompressed: 0,
  outCompressed: false,
};

/** Reports the success of a storage job that makes no table version. */
export const succeed = async (attempt: StorageAttempt, results: Json, metrics: StorageMetrics): Promise<void> => {
  await attempt.report('StorageJobSucceeded', `storage-job:${attempt.storageJob.id}`, {
    ...attempt.identity,
    results: await attempt.tools.payloads.toPayload(results),
    metrics,
  });
};
