import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { isBlobFailure, type BlobRead, type BlobStore } from '@runledger/blob-store';
import { containerOf, manifestNameOf, manifestOf } from '@runledger/domain';
import { BLOBS } from '@runledger/ledger-module';
import { etagOf } from './blob-conditions.js';
import { BlobError } from './blob-error.js';
import { isStored, keyOf, type BlobTarget } from './blob-target.js';
import type { ExactRange } from './byte-range.js';
import { readdressed } from './manifest.js';

/** A blob that can be read, whether it is stored or made on the spot. */
export interface ReadableBlob {
  readonly bytes: number;
  readonly etag: string;
  readonly modifiedMs: number;
  readonly contentType: string;
  /** To be called once; the bytes must be read to the end or be left. */
  read(range: ExactRange | undefined): Promise<AsyncIterable<Uint8Array>>;
}

/** Longer ones are handed out as they were uploaded. */
const MANIFEST_BYTES_MAX = 16 * 1024 ** 2;

@Injectable()
export class BlobReads {
  constructor(@Inject(BLOBS) private readonly blobs: BlobStore) {}

  /**
   * @param blobEndpoint under which the reader knows this service: manifests repeat it
   * @throws BlobError BlobNotFound.
   */
  async open(target: BlobTarget, blobEndpoint: string): Promise<ReadableBlob> {
    const { project, file, blob } = target;
    const isManifest = file.isSliced && blob === manifestNameOf(file);
    if (isManifest && file.storageJobId !== null)
      return manifestBlob(JSON.stringify(manifestOf(project, file, blobEndpoint)), file.createdMs);
    const stored = await this.stored(target);
    if (!isManifest || stored.bytes > MANIFEST_BYTES_MAX) return stored;
    return manifestBlob(
      readdressed(await textOf(await stored.read(undefined)), containerOf(project, file.id), blobEndpoint),
      stored.modifiedMs,
    );
  }

  private async stored(target: BlobTarget): Promise<ReadableBlob> {
    const key = keyOf(target);
    const info = isStored(target) ? await this.blobs.head(key) : undefined;
    if (info === undefined) throw new BlobError('BlobNotFound');
    const { bytes, modifiedMs, sha256 } = info;
    return {
      bytes,
      modifiedMs,
      etag: etagOf(sha256),
      contentType: 'application/octet-stream',
      read: async (range) => {
        const { info: opened, body } = await this.opened(key, range);
        if (opened.sha256 === sha256) return body;
        for await (const _ of body) break;
        throw new BlobError('ServerBusy', 'The blob was replaced at this moment.');
      },
    };
  }

  private async opened(key: string, range: ExactRange | undefined): Promise<BlobRead> {
    try {
      return await this.blobs.get(key, range);
    } catch (error) {
      throw isBlobFailure(error, 'BLOB_MISSING') ? new BlobError('BlobNotFound', undefined, { cause: error }) : error;
    }
  }
}

const textOf = async (body: AsyncIterable<Uint8Array>): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

const manifestBlob = (text: string, modifiedMs: number): ReadableBlob => {
  const content = Buffer.from(text);
  return {
    bytes: content.length,
    modifiedMs,
    etag: etagOf(createHash('sha256').update(content).digest('hex')),
    contentType: 'application/json',
    read: async (range) => once(range === undefined ? content : content.subarray(range.start, range.endInclusive + 1)),
  };
};

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
