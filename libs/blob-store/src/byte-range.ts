import type { ByteRange } from './blob-store.js';
import { BlobFailure } from './blob-failure.js';

/** The part of `bytes` bytes that a range means, `end` not included. Throws `BLOB_RANGE_INVALID` when it lies outside. */
export function resolveRange(key: string, bytes: number, range: ByteRange | undefined): { start: number; end: number } {
  if (range === undefined) return { start: 0, end: bytes };
  const { start, endInclusive = bytes - 1 } = range;
  const isValid =
    Number.isSafeInteger(start) && Number.isSafeInteger(endInclusive) && start >= 0 && start < bytes && endInclusive >= start;
  if (!isValid) {
    throw new BlobFailure(
      'BLOB_RANGE_INVALID',
      key,
      `Bytes ${start} to ${range.endInclusive ?? 'end'} are not part of "${key}", which has ${bytes} bytes.`,
    );
  }
  return { start, end: Math.min(endInclusive + 1, bytes) };
}
