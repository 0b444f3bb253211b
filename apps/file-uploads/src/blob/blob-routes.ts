import { isBlobFailure } from '@runledger/blob-store';
import { refusalOf, type Logger } from '@runledger/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BlobError, errorXml } from './blob-error.js';
import type { BlobEndpoint } from './blob-endpoint.js';

/** What clients of any age accept; a version that one asks for is repeated to it. */
const VERSION = '2024-11-04';
const PRINTABLE = /^[\x20-\x7e]{1,1024}$/;

/** The blob dialect beside the JSON world of the controllers (contract 4.6): bodies stay streams, refusals are XML. */
export const serveBlobs = (server: FastifyInstance, endpoint: BlobEndpoint, logger: Logger): void => {
  void server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', async (_request: unknown, body: unknown) => body);
    scope.addHook('onRequest', async (request, reply) => {
      void reply.headers(identification(request));
    });
    scope.setErrorHandler((error, request, reply) => {
      const refusal = blobErrorOf(error, request);
      if (refusal.status >= 500)
        logger[refusal.status === 500 ? 'error' : 'warn']({ requestId: request.id, err: error }, refusal.message);
      return answerError(refusal, request, reply);
    });
    scope.all('/blob/*', (request, reply) => endpoint.answer(request, reply));
  });
};

const identification = ({ id, headers }: FastifyRequest): Record<string, string> => ({
  'x-ms-request-id': id,
  'x-ms-version': printable(headers['x-ms-version']) ?? VERSION,
  ...optional('x-ms-client-request-id', printable(headers['x-ms-client-request-id'])),
});

const printable = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' && PRINTABLE.test(header) ? header : undefined;

const optional = (name: string, value: string | undefined): Record<string, string> =>
  value === undefined ? {} : { [name]: value };

/** A refusal for everything that can go wrong below the dialect. */
const blobErrorOf = (error: unknown, { method, url }: FastifyRequest): BlobError => {
  if (error instanceof BlobError) return error;
  const options = { cause: error };
  if (isBlobFailure(error, 'BLOB_KEY_INVALID')) return new BlobError('InvalidResourceName', undefined, options);
  if (isBlobFailure(error, 'BLOB_STORE_FULL')) return new BlobError('ServerBusy', 'The disk is full.', options);
  const status = refusalOf(error, { method, path: url })?.status;
  if (status === undefined) return new BlobError('InternalError', undefined, options);
  return status === 503
    ? new BlobError('ServerBusy', undefined, options)
    : new BlobError('InvalidResourceName', undefined, options);
};

const answerError = (error: BlobError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  void reply.code(error.status).header('x-ms-error-code', error.code);
  if (error.status === 503) void reply.header('retry-after', '2');
  return request.method === 'HEAD' ? reply.send() : reply.type('application/xml').send(Buffer.from(errorXml(error)));
};
