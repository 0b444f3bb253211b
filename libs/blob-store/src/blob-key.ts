import { createHash } from 'node:crypto';
import { BlobFailure } from './blob-failure.js';

const SEGMENT = /^[A-Za-z0-9._=%+@-]+$/;
const SEGMENT_BYTES_MAX = 255;
const KEY_BYTES_MAX = 1024;

/** Escaped text longer than this is cut and finished by its digest, so that a store may still add a suffix within 255 bytes. */
const ESCAPED_BYTES_MAX = 200;

/**
 * Throws `BLOB_KEY_INVALID` unless the key is one or more segments of `A-Z a-z 0-9 . _ = % + @ -`, joined by `/`, none of them
 * `.` or `..`, at most 255 bytes each and 1024 in all.
 */
export function checkKey(key: string): void {
  const problem = problemOf(key);
  if (problem !== undefined) {
    throw new BlobFailure('BLOB_KEY_INVALID', key, `${JSON.stringify(key.slice(0, 100))} is not a valid blob key: ${problem}.`);
  }
}

function problemOf(key: string): string | undefined {
  if (key.length > KEY_BYTES_MAX) return `it is longer than ${KEY_BYTES_MAX} bytes`;
  for (const segment of key.split('/')) {
    if (segment === '') return 'it has an empty segment';
    if (segment === '.' || segment === '..') return 'a segment is "." or ".."';
    if (segment.length > SEGMENT_BYTES_MAX) return `a segment is longer than ${SEGMENT_BYTES_MAX} bytes`;
    if (!SEGMENT.test(segment)) return 'a segment has characters other than A-Z a-z 0-9 . _ = % + @ -';
  }
  return undefined;
}

/**
 * One valid key segment for any text, different for different texts: bytes of its UTF-8 form outside the allowed set become `%XX`,
 * as does `%` itself. A very long text keeps its beginning and ends in its SHA-256. Not meant to be read back.
 */
export function escapeKeySegment(text: string): string {
  if (text === '') return '%';
  const escaped = escapeBytes(text).replace(/^\.{1,2}$/, (dots) => '%2E'.repeat(dots.length));
  if (escaped.length <= ESCAPED_BYTES_MAX) return escaped;
  const digest = createHash('sha256').update(text, 'utf16le').digest('hex');
  return `${escaped.slice(0, ESCAPED_BYTES_MAX - digest.length - 2)}%-${digest}`;
}

/** UTF-16 text that has no UTF-8 form (a lone surrogate) is written by its code unit, since all of them would become the same `?`. */
function escapeBytes(text: string): string {
  let escaped = '';
  for (const character of text) {
    if (character !== '%' && SEGMENT.test(character)) escaped += character;
    else if (/^[\uD800-\uDFFF]$/.test(character)) escaped += `%u${character.charCodeAt(0).toString(16).toUpperCase()}`;
    else for (const byte of Buffer.from(character, 'utf8')) escaped += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return escaped;
}
