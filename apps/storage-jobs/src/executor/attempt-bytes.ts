import type { TableId } from '@runledger/contracts';
import type { BlobStore } from '@runledger/blob-store';
import type { ProjectState, StorageJob } from '@runledger/domain';
import type { StorageAttempt } from './storage-attempt.js';

/** Keys of everything that the attempts of a storage job write for a table, whose own prefix they stay under. */
const prefixOf = ({ id: project }: ProjectState, tableId: TableId, { id }: StorageJob): string => `tables/${project}/${tableId}/sj-${id}-`;

/** Where an attempt puts a part of a table version; no two attempts share a key. */
export const versionBytesKey = ({ project, storageJob, attempt }: StorageAttempt, tableId: TableId, part: number): string =>
  `${prefixOf(project, tableId, storageJob)}${attempt}-${part}.parquet`;

/**
 * Deletes what the attempts of an ended load have written and no version holds. A storage job that has ended never commits again, so
 * nothing that could still win is touched.
 */
export const deleteLostBytes = async (blobs: BlobStore, project: ProjectState, storageJob: StorageJob): Promise<void> => {
  const { state, created } = storageJob;
  if (state.phase !== 'finished' || created.task.type !== 'load' || created.tableId === null) return;
  const won = state.status === 'success' && state.results.type === 'version' ? state.results.version.files : [];
  const kept = new Set(won.map(({ key }) => key));
  const written: string[] = created.task.source.type === 'output' ? created.task.source.files.map(({ key }) => key) : [];
  for await (const { key } of blobs.list(prefixOf(project, created.tableId, storageJob))) written.push(key);
  for (const key of written) if (!kept.has(key)) await blobs.delete(key);
};
