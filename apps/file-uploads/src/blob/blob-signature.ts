import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { BlobAddress } from './blob-address.js';

/** What a signature allows: to read, or to read, create and write. */
export type BlobPermissions = 'r' | 'rcw';

export interface Grant {
  readonly container: string;
  /** The only blob that it opens; null for all of the container. */
  readonly blob: string | null;
  readonly permissions: BlobPermissions;
  readonly expiresAtMs: number;
}

const VERSION = '2024-11-04';
const PERMISSIONS: readonly BlobPermissions[] = ['r', 'rcw'];
const EXPIRY = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/**
 * Shared access signatures. Clients hand them back as they got them, in the query of each request, and read nothing in them
 * (contract 4.6), so they are signed in our own way, with a key of their own.
 */
export class BlobSignatures {
  private readonly key: Uint8Array;

  /** @param secret of the installation */
  constructor(secret: string) {
    this.key = new Uint8Array(hkdfSync('sha256', secret, 'runledger', 'blob-signature', 32));
  }

  /** The signature as a query, without `?`. Expiry is kept to the second. */
  queryOf({ container, blob, permissions, expiresAtMs }: Grant): string {
    const resource = blob === null ? 'c' : 'b';
    const expiry = `${new Date(expiresAtMs).toISOString().slice(0, 19)}Z`;
    const signature = this.sign([container, blob ?? '', resource, permissions, expiry]).toString('base64url');
    return `sv=${VERSION}&sr=${resource}&sp=${permissions}&se=${encodeURIComponent(expiry)}&sig=${signature}`;
  }

  /** What the query of a request allows for the blob that it addresses; undefined when it was not signed here or is over. */
  permissionsFor({ container, blob }: BlobAddress, query: URLSearchParams, nowMs: number): BlobPermissions | undefined {
    const resource = query.get('sr');
    const permissions = PERMISSIONS.find((each) => each === query.get('sp'));
    const expiry = query.get('se') ?? '';
    if ((resource !== 'c' && resource !== 'b') || permissions === undefined || !EXPIRY.test(expiry)) return undefined;
    const expected = this.sign([container, resource === 'c' ? '' : blob, resource, permissions, expiry]);
    const given = Buffer.from(query.get('sig') ?? '', 'base64url');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    return Date.parse(expiry) > nowMs ? permissions : undefined;
  }

  /** JSON keeps the parts apart, whatever is in them. */
  private sign(parts: readonly string[]): Buffer {
    return createHmac('sha256', this.key).update(JSON.stringify(parts)).digest();
  }
}
