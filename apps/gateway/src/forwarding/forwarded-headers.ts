import type { IncomingHttpHeaders } from 'node:http';
import type { RequestOrigin } from '../routing/request-origin.js';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Of one connection, not of the message (RFC 9110, 7.6.1). `expect` is answered by the gateway, `host` names the service. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Beside the page that holds a person's token nothing else may act as a page, whatever bytes somebody uploaded. */
const NEVER_A_PAGE = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'x-content-type-options': 'nosniff',
};

export interface Forwarding {
  readonly origin: RequestOrigin;
  readonly requestId: string;
  /** Address of the other end of the connection. */
  readonly client: string | undefined;
}

/** Headers of a request as the service gets them. */
export const requestHeaders = (
  given: IncomingHttpHeaders,
  { origin, requestId, client }: Forwarding,
): Record<string, string | string[]> => ({
  ...endToEnd(given),
  'x-request-id': requestId,
  'x-forwarded-host': origin.host,
  'x-forwarded-proto': origin.protocol,
  ...(client === undefined ? {} : { 'x-forwarded-for': client }),
});

/** Headers of an answer as the client gets them. */
export const answerHeaders = (given: Headers, requestId: string): Record<string, string | string[]> => ({
  ...endToEnd(given),
  ...NEVER_A_PAGE,
  'x-request-id': requestId,
});

function endToEnd(given: Headers): Record<string, string | string[]> {
  const listed = new Set(namesIn(given['connection']));
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(given))
    if (value !== undefined && !OF_THE_CONNECTION.has(name) && !listed.has(name)) kept[name] = value;
  return kept;
}

const namesIn = (connection: string | string[] | undefined): readonly string[] =>
  String(connection ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase());
