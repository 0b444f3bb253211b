import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { ConnectionError } from 'fastify';
import { errorBody } from '../errors/error-body.js';

const REFUSALS: ReadonlyMap<string, { readonly line: string; readonly status: number; readonly message: string }> = new Map([
  [
    'HPE_HEADER_OVERFLOW',
    { status: 431, line: '431 Request Header Fields Too Large', message: 'The headers of the request are too large' },
  ],
  [
    'ERR_HTTP_REQUEST_TIMEOUT',
    { status: 408, line: '408 Request Timeout', message: 'The headers of the request took too long to arrive' },
  ],
]);
const NOT_HTTP = { status: 400, line: '400 Bad Request', message: 'The request is not valid HTTP' };

/** What cannot be read as a request has no path, and gets the shape of errors outside the Storage API (contract 0.7). */
export function answerBrokenRequest(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy(error);
    return;
  }
  const { status, line, message } = REFUSALS.get(error.code) ?? NOT_HTTP;
  const body = JSON.stringify(
    errorBody('queue', { status, code: 'badRequest', message, params: undefined, exceptionId: randomUUID() }),
  );
  socket.end(
    `HTTP/1.1 ${line}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
