import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { BlobError } from './blob-error.js';

/**
 * The bytes of a request as they come, one chunk in memory at a time. Ends only when all of them are there: whoever stores them stores
 * all or nothing. The connection stays open when the reader stops early, so that the client gets its answer.
 * @throws BlobError RequestBodyTooLarge, RequestIncomplete when the client leaves, Md5Mismatch when it announced another digest.
 */
export async function* bodyOf(request: IncomingMessage, bytesMax: number): AsyncGenerator<Uint8Array> {
  const { 'content-length': announced, 'content-md5': md5 } = request.headers;
  if (Number(announced ?? 0) > bytesMax) throw new BlobError('RequestBodyTooLarge', `At most ${bytesMax} bytes.`);
  const digest = md5 === undefined ? undefined : createHash('md5');
  let bytes = 0;
  for await (const chunk of chunksOf(request)) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new BlobError('RequestBodyTooLarge', `At most ${bytesMax} bytes.`);
    digest?.update(chunk);
    yield chunk;
  }
  if (!request.complete) throw new BlobError('RequestIncomplete');
  if (digest !== undefined && digest.digest('base64') !== md5) throw new BlobError('Md5Mismatch');
}

async function* chunksOf(request: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    yield* request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw new BlobError('RequestIncomplete', undefined, { cause });
  }
}

/** A whole body as text. @throws BlobError as above, and InvalidXmlDocument when it is not UTF-8. */
export const textOf = async (request: IncomingMessage, bytesMax: number): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bodyOf(request, bytesMax)) chunks.push(chunk);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw new BlobError('InvalidXmlDocument', undefined, { cause });
  }
};
