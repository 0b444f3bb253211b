import type { BlobStore } from '@runledger/blob-store';
import type { FileId, ProjectId } from '@runledger/contracts';
import { fileKeysOf } from '@runledger/domain';

/** Deletes blobs and blocks of a file that the log knows no longer. Safe to repeat. */
export const deleteBytesOf = async (blobs: BlobStore, project: ProjectId, file: FileId): Promise<void> => {
  for await (const { key } of blobs.list(fileKeysOf(project, file))) await blobs.delete(key);
};
