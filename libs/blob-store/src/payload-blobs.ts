import { createHash } from 'node:crypto';
import type { BlobStore } from './blob-store.js';
import { blobCorrupt, isBlobFailure } from './blob-failure.js';

export interface StoredPayload {
  /** Lower-case hexadecimal SHA-256 of the bytes. */
  readonly digest: string;
  readonly bytes: number;
}

/** Payloads too large for an event, found by the digest of their bytes. Has the shape of the port `PayloadStore` of the event log. */
export class PayloadBlobs {
  constructor(private readonly blobs: BlobStore) {}

  /** Storing the same bytes again is fine. */
  async put(bytes: Uint8Array): Promise<StoredPayload> {
    const digest = createHash('sha256').update(bytes).digest('hex');
    try {
      await this.blobs.put(payloadKey(digest), bytes, { ifAbsent: true });
    } catch (error) {
      if (!isBlobFailure(error, 'BLOB_EXISTS')) throw error;
    }
    return { digest, bytes: bytes.length };
  }

  /** Throws `BLOB_MISSING`, or `BLOB_CORRUPT` when the bytes are not those of the digest. */
  async get(digest: string): Promise<Uint8Array> {
    const { info, body } = await this.blobs.get(payloadKey(digest));
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    if (info.sha256 !== digest) throw blobCorrupt(info.key, digest, info.sha256);
    return Buffer.concat(chunks);
  }

  /** Stores a value as JSON. */
  putJson(value: unknown): Promise<StoredPayload> {
    return this.put(Buffer.from(JSON.stringify(value), 'utf8'));
  }

  async getJson(digest: string): Promise<unknown> {
    return JSON.parse(Buffer.from(await this.get(digest)).toString('utf8')) as unknown;
  }
}

const payloadKey = (digest: string): string => `payloads/${digest.slice(0, 2)}/${digest}`;
