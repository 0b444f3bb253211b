import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface Asked {
  readonly method?: string;
  /** Sent as it is, unlike by `fetch`, which tidies addresses. */
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly bytes: Buffer;
  json(): unknown;
}

/** One request, and its whole answer. */
export async function ask(origin: string, { method = 'GET', path, headers = {}, body }: Asked): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  const response = await new Promise<IncomingMessage>((answered, failed) => {
    const request = httpRequest({ hostname, port, method, path, headers, agent: false }, answered);
    request.on('error', failed);
    request.end(body);
  });
  const bytes = await buffer(response);
  const received = bytes.toString();
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: received,
    bytes,
    json: () => JSON.parse(received) as unknown,
  };
}
