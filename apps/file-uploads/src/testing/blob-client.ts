import { request, type IncomingHttpHeaders } from 'node:http';

export interface BlobAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly content: Buffer;
}

type Headers = Readonly<Record<string, string>>;

/** Speaks the blob dialect with one set of credentials. Paths are sent as they are: other clients tidy them up first. */
export class BlobClient {
  private constructor(
    private readonly endpoint: string,
    private readonly container: string,
    private readonly signature: string,
  ) {}

  /** From a connection string, read as all clients do (contract 4.4). */
  static of(connectionString: string, container: string): BlobClient {
    const parts = new Map(
      connectionString.split(';').map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]),
    );
    return new BlobClient(parts.get('BlobEndpoint') ?? '', container, parts.get('SharedAccessSignature') ?? '');
  }

  /** The same credentials, used on the container of another file. */
  on(container: string): BlobClient {
    return new BlobClient(this.endpoint, container, this.signature);
  }

  /** Another signature on the same container. */
  signedBy(signature: string): BlobClient {
    return new BlobClient(this.endpoint, this.container, signature);
  }

  /** The same credentials at another process of the service. */
  at(origin: string): BlobClient {
    return new BlobClient(`${origin}${new URL(this.endpoint).pathname}`, this.container, this.signature);
  }

  addressOf(blob: string, query = ''): string {
    return this.rawAddressOf(encodeURIComponent(blob), query);
  }

  rawAddressOf(encodedBlob: string, query = ''): string {
    return `${this.endpoint}/${this.container}/${encodedBlob}?${query}${this.signature}`;
  }

  put(blob: string, content: Uint8Array | string, headers: Headers = {}): Promise<BlobAnswer> {
    return exchange('PUT', this.addressOf(blob), { 'x-ms-blob-type': 'BlockBlob', ...headers }, content);
  }

  putBlock(blob: string, id: string, content: Uint8Array | string, headers: Headers = {}): Promise<BlobAnswer> {
    return exchange('PUT', this.addressOf(blob, `comp=block&blockid=${encodeURIComponent(id)}&`), headers, content);
  }

  putBlockList(
    blob: string,
    blocks: readonly (readonly [source: string, id: string])[],
    headers: Headers = {},
  ): Promise<BlobAnswer> {
    const xml = `<?xml version="1.0" encoding="utf-8"?><BlockList>${blocks.map(([source, id]) => `<${source}>${id}</${source}>`).join('')}</BlockList>`;
    return this.putXml(blob, xml, headers);
  }

  putXml(blob: string, xml: string, headers: Headers = {}): Promise<BlobAnswer> {
    return exchange('PUT', this.addressOf(blob, 'comp=blocklist&'), headers, xml);
  }

  get(blob: string, headers: Headers = {}): Promise<BlobAnswer> {
    return exchange('GET', this.addressOf(blob), headers);
  }

  head(blob: string, headers: Headers = {}): Promise<BlobAnswer> {
    return exchange('HEAD', this.addressOf(blob), headers);
  }
}

/** One request, with the target sent exactly as given. */
export const exchange = (
  method: string,
  address: string,
  headers: Headers = {},
  content?: Uint8Array | string,
): Promise<BlobAnswer> => {
  const [, host = '', port = '80', path = '/'] = /^http:\/\/([^:/]+):(\d+)(.*)$/.exec(address) ?? [];
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host,
      port,
      path,
      method,
      headers: {
        // As the gateway says by which name it was reached.
        'x-forwarded-host': `${host}:${port}`,
        'x-forwarded-proto': 'http',
        ...headers,
        ...(content === undefined ? {} : { 'content-length': String(Buffer.byteLength(content)) }),
      },
    });
    outgoing.once('error', reject);
    outgoing.once('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.once('error', reject);
      incoming.once('end', () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, content: Buffer.concat(chunks) }),
      );
    });
    outgoing.end(content);
  });
};
