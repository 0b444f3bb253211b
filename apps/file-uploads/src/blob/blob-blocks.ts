import { Inject, Injectable } from '@nestjs/common';
import type { BlobInfo, BlobStore, ByteRange } from '@runledger/blob-store';
import { blockKeysOf } from '@runledger/domain';
import { BLOBS } from '@runledger/ledger-module';
import { BlobError } from './blob-error.js';
import { keyOf, type BlobTarget } from './blob-target.js';
import type { ListedBlock } from './block-list.js';

/** Of which blocks a blob was made, in order: a list may take them from there again, and a client that missed the answer does. */
interface CommittedList {
  /** Of the blob that the list made; of any other blob it says nothing. */
  readonly sha256: string;
  readonly blocks: readonly { readonly id: string; readonly bytes: number }[];
}

/** Bytes of one block: a blob of its own until a list names it, then a part of the blob. */
interface Part {
  readonly id: string;
  readonly bytes: number;
  readonly key: string;
  readonly range?: ByteRange;
}

/** Blocks of blobs that are uploaded in parts (contract 4.6). They are kept until a list has made a blob of them, over restarts too. */
@Injectable()
export class BlobBlocks {
  constructor(@Inject(BLOBS) private readonly blobs: BlobStore) {}

  async put(target: BlobTarget, blockId: string, body: AsyncIterable<Uint8Array>): Promise<void> {
    await this.blobs.put(blockKey(target, blockId), body);
  }

  /**
   * Makes the blob of the listed blocks. They stay until `discard`, so that all of it can be done again.
   * @throws BlobError InvalidBlockList when one is not there.
   */
  async join(target: BlobTarget, list: readonly ListedBlock[]): Promise<BlobInfo> {
    const committed = await this.committedParts(target);
    const parts: Part[] = [];
    for (const block of list) parts.push(await this.partOf(target, block, committed));
    const info = await this.blobs.put(keyOf(target), this.bytesOf(parts));
    const record: CommittedList = { sha256: info.sha256, blocks: parts.map(({ id, bytes }) => ({ id, bytes })) };
    await this.blobs.put(listKey(target), Buffer.from(JSON.stringify(record)));
    return info;
  }

  /** Deletes blocks that no list has named, or that have become a blob. */
  async discard(target: BlobTarget): Promise<void> {
    for await (const { key } of this.blobs.list(blockKeys(target))) if (key !== listKey(target)) await this.blobs.delete(key);
  }

  private async partOf(target: BlobTarget, { id, source }: ListedBlock, committed: ReadonlyMap<string, Part>): Promise<Part> {
    const key = blockKey(target, id);
    const uploaded = source === 'Committed' ? undefined : await this.blobs.head(key);
    const part = uploaded === undefined ? undefined : { id, key, bytes: uploaded.bytes };
    const found = part ?? (source === 'Uncommitted' ? undefined : committed.get(id));
    if (found === undefined) throw new BlobError('InvalidBlockList', `Block ${id} is not there.`);
    return found;
  }

  /** The blocks that the present blob was made of. */
  private async committedParts(target: BlobTarget): Promise<ReadonlyMap<string, Part>> {
    const key = keyOf(target);
    const [present, list] = await Promise.all([this.blobs.head(key), this.blobs.head(listKey(target))]);
    if (present === undefined || list === undefined) return new Map();
    const { sha256, blocks } = await this.committedList(target);
    if (sha256 !== present.sha256) return new Map();
    let start = 0;
    return new Map(
      blocks.map(({ id, bytes }) => {
        const range = { start, endInclusive: start + bytes - 1 };
        start += bytes;
        return [id, { id, bytes, key, range }];
      }),
    );
  }

  private async committedList(target: BlobTarget): Promise<CommittedList> {
    const { body } = await this.blobs.get(listKey(target));
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    return JSON.parse(Buffer.concat(chunks).toString()) as CommittedList;
  }

  private async *bytesOf(parts: readonly Part[]): AsyncGenerator<Uint8Array> {
    for (const { key, range, bytes } of parts) if (bytes > 0) yield* (await this.blobs.get(key, range)).body;
  }
}

const blockKeys = ({ project, file, blob }: BlobTarget): string => blockKeysOf(project, file.id, blob);

/** Base64 tells upper from lower case, which not every disk does. */
const blockKey = (target: BlobTarget, blockId: string): string =>
  `${blockKeys(target)}${Buffer.from(blockId, 'base64').toString('hex')}`;

const listKey = (target: BlobTarget): string => `${blockKeys(target)}list`;
