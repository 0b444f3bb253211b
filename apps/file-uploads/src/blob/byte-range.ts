import type { ByteRange } from '@runledger/blob-store';

const RANGE = /^bytes=(\d{1,16})-(\d{1,16})?$/;

/** A part of a blob, both ends included. */
export type ExactRange = Required<ByteRange>;

/**
 * The part of a blob that a request asks for (contract 4.6).
 * @param header `x-ms-range` or `Range`; only the form `bytes=<first>-[<last>]` is one, anything else means the whole blob (RFC 9110, 14.2)
 * @param bytes size of the blob
 * @returns undefined for the whole blob, `outside` when the range begins behind its end, as every range of an empty blob does
 */
export const rangeOf = (header: string | undefined, bytes: number): ExactRange | 'outside' | undefined => {
  const [, first, last] = RANGE.exec(header ?? '') ?? [];
  if (first === undefined) return undefined;
  const start = Number(first);
  const end = last === undefined ? Infinity : Number(last);
  if (end < start) return undefined;
  return start >= bytes ? 'outside' : { start, endInclusive: Math.min(end, bytes - 1) };
};
