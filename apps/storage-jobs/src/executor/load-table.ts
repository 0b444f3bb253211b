import { newBucket } from '../bucket/new-bucket.js';
import { loadRows, type LoadedRows } from './load-source.js';
import { loadedColumns, loadTarget, type LoadTask } from './load-target.js';
import type { StorageAttempt } from './storage-attempt.js';

/** The table can be deleted and its bucket made anew between our look and our commit, but not without end. */
const COMMIT_TRIES_MAX = 10;

/** Loads rows and commits them as the next version of the table. The success of the storage job is that commit (design section 5). */
export const loadTable = async (attempt: StorageAttempt, task: LoadTask): Promise<void> => {
  const rows = await loadRows(attempt, loadTarget(attempt.project, task), task.source);
  for (let tries = 0; tries < COMMIT_TRIES_MAX; tries += 1) {
    if (await isCommitted(attempt, task, rows)) return;
  }
  throw new Error(`the commit was void ${COMMIT_TRIES_MAX} times`);
};

/** One try on top of the state of this moment; true also when there is nothing to commit any more. */
const isCommitted = async (attempt: StorageAttempt, task: LoadTask, rows: LoadedRows): Promise<boolean> => {
  const { tableId, bucket, existing, primaryKey } = loadTarget(attempt.project, task);
  const columns = loadedColumns(existing, rows.columns);
  if (bucket === undefined) await createBucket(attempt, task);
  const judged = await attempt.report('TableVersionCommitted', `storage-job:${attempt.storageJob.id}`, {
    ...attempt.identity,
    tableId,
    bucketId: task.target.bucketId,
    name: task.target.name,
    displayName: task.target.displayName,
    version: (existing?.current.version ?? 0) + 1,
    change: 'full',
    columns,
    primaryKey: [...primaryKey],
    files: [...rows.files],
    rows: rows.files.reduce((sum, file) => sum + file.rows, 0),
    bytes: rows.files.reduce((sum, file) => sum + file.bytes, 0),
    importedRows: rows.importedRows,
    sourceFileId: rows.sourceFileId,
    metrics: rows.metrics,
  });
  return judged === undefined || judged.verdict.effective || !attempt.isCurrent;
};

/** Outputs of jobs make their buckets (contract 7.7). Void when another output has just done so. */
const createBucket = async (attempt: StorageAttempt, { target: { bucketId } }: LoadTask): Promise<void> => {
  await attempt.report('BucketCreated', `bucket:${bucketId}`, newBucket(bucketId, bucketId.startsWith('in.') ? 'in' : 'out'));
};
