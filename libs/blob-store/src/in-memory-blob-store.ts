import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BlobInfo, BlobRead, BlobStore, ByteRange, PutOptions } from './blob-store.js';
import { blobExists, blobKeyConflict, blobMissing } from './blob-failure.js';
import { checkKey, escapeKeySegment } from './blob-key.js';
import { resolveRange } from './byte-range.js';
import { Checksum, chunksOf } from './checksum.js';

interface StoredBlob {
  readonly info: BlobInfo;
  readonly bytes: Uint8Array;
}

/** The twin of the real stores for tests: same behaviour, kept in memory. */
export class InMemoryBlobStore implements BlobStore {
  private readonly blobs = new Map<string, StoredBlob>();
  private localDir: Promise<string> | undefined;

  async put(key: string, body: AsyncIterable<Uint8Array> | Uint8Array, options: PutOptions = {}): Promise<BlobInfo> {
    checkKey(key);
    const chunks: Uint8Array[] = [];
    for await (const chunk of chunksOf(body)) chunks.push(Uint8Array.from(chunk));
    if (options.ifAbsent === true && this.blobs.has(key)) throw blobExists(key);
    this.refuseConflict(key);
    const bytes = Uint8Array.from(Buffer.concat(chunks));
    const checksum = new Checksum();
    checksum.add(bytes);
    const info = { key, bytes: bytes.length, sha256: checksum.sha256(), modifiedMs: Date.now() };
    this.blobs.set(key, { info, bytes });
    return info;
  }

  async putFile(key: string, localPath: string, options?: PutOptions): Promise<BlobInfo> {
    const info = await this.put(key, await readFile(localPath), options);
    await rm(localPath);
    return info;
  }

  async get(key: string, range?: ByteRange): Promise<BlobRead> {
    const { info, bytes } = this.require(key);
    const { start, end } = resolveRange(key, info.bytes, range);
    return { info, body: chunksOf(bytes.slice(start, end)) };
  }

  async head(key: string): Promise<BlobInfo | undefined> {
    checkKey(key);
    return this.blobs.get(key)?.info;
  }

  /** Written to a folder below the system's one for temporary files, which stays until `close`. */
  async localPath(key: string): Promise<string> {
    const { bytes } = this.require(key);
    this.localDir ??= mkdtemp(join(tmpdir(), 'blobs-'));
    const path = join(await this.localDir, escapeKeySegment(key));
    await writeFile(path, bytes);
    return path;
  }

  async delete(key: string): Promise<void> {
    checkKey(key);
    this.blobs.delete(key);
  }

  async *list(prefix: string): AsyncGenerator<BlobInfo> {
    const keys = [...this.blobs.keys()].filter((key) => key.startsWith(prefix)).sort();
    for (const key of keys) {
      const blob = this.blobs.get(key);
      if (blob !== undefined) yield blob.info;
    }
  }

  async compose(key: string, partKeys: readonly string[], options?: PutOptions): Promise<BlobInfo> {
    return this.put(key, Buffer.concat(partKeys.map((partKey) => this.require(partKey).bytes)), options);
  }

  async close(): Promise<void> {
    if (this.localDir !== undefined) await rm(await this.localDir, { recursive: true, force: true });
  }

  private require(key: string): StoredBlob {
    checkKey(key);
    const blob = this.blobs.get(key);
    if (blob === undefined) throw blobMissing(key);
    return blob;
  }

  private refuseConflict(key: string): void {
    for (const other of this.blobs.keys()) {
      if (other.startsWith(`${key}/`) || key.startsWith(`${other}/`)) throw blobKeyConflict(key);
    }
  }
}
