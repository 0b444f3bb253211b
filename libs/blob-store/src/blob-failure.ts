export const BLOB_FAILURE_CODES = [
  'BLOB_MISSING',
  'BLOB_EXISTS',
  'BLOB_CORRUPT',
  'BLOB_KEY_INVALID',
  'BLOB_KEY_CONFLICT',
  'BLOB_RANGE_INVALID',
  'BLOB_STORE_FULL',
] as const;

export type BlobFailureCode = (typeof BLOB_FAILURE_CODES)[number];

/** What a blob store refuses or cannot do. Everything else that it throws is a fault of the machine below it. */
export class BlobFailure extends Error {
  override readonly name = 'BlobFailure';

  constructor(
    readonly code: BlobFailureCode,
    readonly key: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Recognises a `BlobFailure` by its code, also across realms and duplicate copies of this library. */
export const isBlobFailure = (error: unknown, code?: BlobFailureCode): error is BlobFailure =>
  typeof error === 'object' &&
  error !== null &&
  'name' in error &&
  error.name === 'BlobFailure' &&
  'code' in error &&
  (code === undefined || error.code === code);

export const blobMissing = (key: string, cause?: unknown): BlobFailure =>
  new BlobFailure('BLOB_MISSING', key, `There is no blob "${key}".`, { cause });

export const blobExists = (key: string, cause?: unknown): BlobFailure =>
  new BlobFailure('BLOB_EXISTS', key, `The blob "${key}" exists already.`, { cause });

export const blobCorrupt = (key: string, expectedSha256: string, actualSha256: string): BlobFailure =>
  new BlobFailure(
    'BLOB_CORRUPT',
    key,
    `The blob "${key}" is damaged: SHA-256 ${expectedSha256} was stored, ${actualSha256} was read. Restore it from a backup.`,
  );

export const blobKeyConflict = (key: string, cause?: unknown): BlobFailure =>
  new BlobFailure('BLOB_KEY_CONFLICT', key, `"${key}" is a prefix of other blobs, or another blob is a prefix of it.`, { cause });
