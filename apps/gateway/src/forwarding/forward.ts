import { PassThrough, type Readable } from 'node:stream';
import { ApiError } from '@runledger/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'undici';
import type { RequestOrigin } from '../routing/request-origin.js';
import { answerHeaders, requestHeaders } from './forwarded-headers.js';

export interface Upstream {
  /** As it is called in messages. */
  readonly name: string;
  readonly pool: Pool;
}

/** `aborted` by the client; `unavailable`: the service was away or broke off. */
export type Outcome = 'answered' | 'aborted' | 'unavailable';

/**
 * Hands a request on and its answer back, both as they come: path and query byte for byte, bodies of any size in constant memory.
 * A request is sent once, never again: whether it took effect is for the client to find out. When the client goes, the service's work for it ends too.
 * @returns how it ended, after the last byte
 * @throws ApiError 503 when the service is away or breaks off before it has begun to answer
 */
export async function forward(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, pool }: Upstream,
  origin: RequestOrigin,
): Promise<Outcome> {
  const { raw } = request;
  const answer = reply.raw;
  const gone = new AbortController();
  answer.once('close', () => {
    // With an error it was closed from our side, since the service broke off.
    if (!answer.writableFinished && answer.errored === null) gone.abort();
  });
  const body = bodyOf(request);
  try {
    await pool.stream(
      {
        method: request.method,
        path: raw.url ?? '/',
        headers: requestHeaders(raw.headers, { origin, requestId: request.id, client: raw.socket.remoteAddress }),
        body,
        signal: gone.signal,
      },
      ({ statusCode, headers }) => {
        reply.hijack();
        answer.writeHead(statusCode, answerHeaders(headers, request.id));
        // Of unknown length means: perhaps without a first byte for a long time.
        if (headers['content-length'] === undefined) answer.flushHeaders();
        return answer;
      },
    );
    return 'answered';
  } catch (cause) {
    if (gone.signal.aborted || answer.headersSent) {
      reply.hijack();
      return gone.signal.aborted ? 'aborted' : 'unavailable';
    }
    throw ApiError.unavailable(`The service ${name} cannot be reached at the moment. Try again.`, {
      params: { service: name },
      cause,
    });
  } finally {
    drain(raw, body);
  }
}

/**
 * The body goes through a stream of its own: the client library destroys what it cannot send, and a destroyed request is never read to its
 * end, so that a client that sends everything before it reads would wait for ever.
 */
function bodyOf({ raw }: FastifyRequest): PassThrough | null {
  const { 'content-length': length, 'transfer-encoding': encoding } = raw.headers;
  return encoding === undefined && (length === undefined || length === '0') ? null : raw.pipe(new PassThrough());
}

/** A service may answer before it has read everything. Most clients read only after they have sent everything, so the rest is read, and dropped. */
function drain(raw: Readable, body: PassThrough | null): void {
  if (body === null || raw.readableEnded) return;
  raw.unpipe(body);
  raw.resume();
}
