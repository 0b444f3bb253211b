import { open } from 'node:fs/promises';
import type { BlobStore } from '@runledger/blob-store';
import type { FileId } from '@runledger/contracts';
import { blobKeyOf, manifestNameOf, type ProjectState } from '@runledger/domain';
import { fileNotFound, fileNotUploaded } from '../refusals.js';

export interface UploadedFile {
  /** Local paths: the file, or its slices in order. */
  readonly paths: readonly string[];
  readonly bytes: number;
  readonly isCompressed: boolean;
}

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/**
 * Finds the bytes of an uploaded file (contract 4.7: of a sliced one all blobs but its manifest, in the order of their names).
 * @throws ApiError when there is no such file, or nothing was uploaded.
 */
export const uploadedFile = async (blobs: BlobStore, project: ProjectState, id: FileId): Promise<UploadedFile> => {
  const file = project.files.files.get(id);
  if (file === undefined) throw fileNotFound(id);
  const parts = [...file.blobs.values()].filter(({ blob }) => !file.isSliced || blob !== manifestNameOf(file));
  if (parts.length === 0) throw fileNotUploaded(id);
  parts.sort((a, b) => a.blob.localeCompare(b.blob, 'en', { numeric: true }));
  const paths = await Promise.all(parts.map(({ blob }) => blobs.localPath(blobKeyOf(project.id, id, blob))));
  const compressed = await Promise.all(paths.map(isGzipped));
  return { paths, bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0), isCompressed: compressed.includes(true) };
};

const isGzipped = async (path: string): Promise<boolean> => {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(GZIP_MAGIC.length), 0, GZIP_MAGIC.length, 0);
    return bytesRead === GZIP_MAGIC.length && buffer.equals(GZIP_MAGIC);
  } finally {
    await handle.close();
  }
};
