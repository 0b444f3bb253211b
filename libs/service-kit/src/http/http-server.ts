import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyHttpOptions, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { routeNotFound } from '../errors/error-mapping.js';
import { parseBodies, streamBodies } from './body-parsers.js';
import { answerBrokenRequest } from './broken-request.js';
import { parseForm } from './form-text.js';
import { BODY_BYTES_MAX, PATH_PARAMETER_LENGTH_MAX } from './limits.js';
import { pathOf } from './request-path.js';

const REQUEST_ID = /^[\w.-]{1,100}$/;

/** The gateway gives each request an id; a service that is asked directly makes one. */
const requestIdOf = (given: string | string[] | undefined): string =>
  typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();

export interface HttpServerOptions {
  readonly bodies: 'parsed' | 'streamed';
  /** Answers what goes wrong before there is a route. */
  answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void;
}

/**
 * Fastify as the contract wants it: trailing slashes accepted, doubled ones not (0.5), nested query strings, forms and JSON,
 * bare `application/json` and empty 204 answers (0.6). Parsers are registered here, so create the Nest app with `bodyParser: false`.
 */
export function createHttpAdapter(options: HttpServerOptions): FastifyAdapter {
  const serverOptions: FastifyHttpOptions<Server> = {
    bodyLimit: BODY_BYTES_MAX,
    genReqId: (request) => requestIdOf(request.headers['x-request-id']),
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => options.answerError(error, request, reply),
    routerOptions: {
      ignoreTrailingSlash: true,
      maxParamLength: PATH_PARAMETER_LENGTH_MAX,
      // Parsed in a hook below: an error thrown in here would end the process.
      querystringParser: () => ({}),
    },
  };
  const adapter = new FastifyAdapter(serverOptions);
  const server: FastifyInstance = adapter.getInstance();
  if (options.bodies === 'parsed') parseBodies(server);
  else streamBodies(server);
  server.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
    // Who hands requests on leaves all of this to whoever answers them.
    if (options.bodies === 'streamed') return;
    const path = pathOf(request.url);
    if (path.includes('//')) throw routeNotFound({ method: request.method, path });
    if (path.length < request.url.length) request.query = parseForm(request.url.slice(path.length + 1));
  });
  server.addHook('onSend', hearOut);
  server.addHook('onSend', bareAnswers);
  return adapter;
}

/**
 * Fastify hangs up on a client whose body it refuses. Most clients read only after they have sent everything, and would see a broken
 * connection instead of the answer: so the rest is read, and dropped.
 */
async function hearOut(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  if (reply.statusCode >= 400 && !request.raw.readableEnded) {
    void reply.removeHeader('connection');
    request.raw.resume();
  }
  return payload;
}

/** phpstorage decodes only the literal `application/json` (contract 0.6). */
async function bareAnswers(_request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  if (reply.statusCode === 204) {
    void reply.removeHeader('content-type');
    // A stream is handed on, empty as it is, so that whoever fills it gets to its end.
    return typeof payload === 'string' || Buffer.isBuffer(payload) ? undefined : payload;
  }
  const isJson = String(reply.getHeader('content-type')).startsWith('application/json');
  if (isJson) void reply.header('content-type', 'application/json');
  return payload;
}
