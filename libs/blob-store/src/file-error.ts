import { BlobFailure, blobMissing } from './blob-failure.js';

export const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && codes.includes(String(error.code));

/** No file of this name. A part of the path that is no folder, and a name too long for the file system, come to the same. */
export const isAbsence = (error: unknown): boolean => hasCode(error, 'ENOENT', 'ENOTDIR', 'ENAMETOOLONG');

/** What an error of the file system means for a blob. */
export function blobFailureOf(key: string, error: unknown): unknown {
  if (isAbsence(error)) return blobMissing(key, error);
  if (hasCode(error, 'ENOSPC', 'EDQUOT')) {
    return new BlobFailure('BLOB_STORE_FULL', key, 'The disk of the blob store is full. Free some space and try again.', {
      cause: error,
    });
  }
  return error;
}
