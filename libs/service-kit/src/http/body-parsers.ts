import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError } from '../errors/api-error.js';
import { parseForm } from './form-text.js';
import { parseJson } from './json-text.js';
import { BODY_BYTES_MAX } from './limits.js';

type TextParser = (text: string) => unknown;

const unsupported =
  (contentType: string | undefined): TextParser =>
  () => {
    throw ApiError.badRequest(
      'unsupportedContentType',
      `Content type "${contentType ?? ''}" is not supported; send application/json or application/x-www-form-urlencoded`,
    );
  };

const utf8 = new TextDecoder('utf-8', { fatal: true });

function textOf(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw ApiError.badRequest('bodyNotUtf8', 'The request body is not valid UTF-8');
  }
}

/** Clients send JSON or forms for the same call (contract 0.5); an empty body is no body, whatever its content type says. */
export function parseBodies(server: FastifyInstance): void {
  const parse = (contentType: string, parserFor: (contentType: string | undefined) => TextParser): void => {
    server.addContentTypeParser(
      contentType,
      { parseAs: 'buffer', bodyLimit: BODY_BYTES_MAX },
      async (request: FastifyRequest, body: Buffer) =>
        body.length === 0 ? undefined : parserFor(request.headers['content-type'])(textOf(body)),
    );
  };
  server.removeAllContentTypeParsers();
  parse('application/json', () => parseJson);
  parse('application/x-www-form-urlencoded', () => parseForm);
  parse('*', unsupported);
}

/** For a service that hands bodies on: they stay streams, and whoever reads one sets its own limit. */
export function streamBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', async (_request: unknown, body: unknown) => body);
}
