import { readFileSync } from 'node:fs';

/** How to reach a platform and its first project. */
export interface Connection {
  readonly url: string;
  readonly token: string;
  readonly projectId: string;
}

/** The platform that all specs share. */
export const sharedConnection = (): Connection => JSON.parse(readFileSync(process.env['RUNLEDGER_CONNECTION'] ?? '', 'utf8')) as Connection;

export interface Answer<Body = Readonly<Record<string, unknown>>> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body;
}

/** Plain HTTP as any client speaks it. */
export class Api {
  constructor(readonly connection: Connection) {}

  async call<Body = Readonly<Record<string, unknown>>>(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer<Body>> {
    const response = await fetch(this.connection.url + path, {
      method,
      headers: { 'X-StorageApi-Token': this.connection.token, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    return { status: response.status, headers: response.headers, text, body: (isJson && text !== '' ? JSON.parse(text) : undefined) as Body };
  }

  get<Body = Readonly<Record<string, unknown>>>(path: string): Promise<Answer<Body>> {
    return this.call<Body>('GET', path);
  }

  post<Body = Readonly<Record<string, unknown>>>(path: string, body: unknown): Promise<Answer<Body>> {
    return this.call<Body>('POST', path, body);
  }
}

/** Looks until a condition holds; the error says what was seen last. */
export const eventually = async <T>(look: () => Promise<T>, holds: (seen: T) => boolean, deadlineMs = 30_000): Promise<T> => {
  const endMs = Date.now() + deadlineMs;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (Date.now() > endMs) throw new Error(`not within ${deadlineMs} ms, last seen: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
