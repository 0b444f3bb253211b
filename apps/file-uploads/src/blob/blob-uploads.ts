import { Inject, Injectable } from '@nestjs/common';
import type { BlobInfo, BlobStore } from '@runledger/blob-store';
import { Ledger, newEvent } from '@runledger/event-log';
import { BLOBS, serviceActor } from '@runledger/ledger-module';
import { BlobBlocks } from './blob-blocks.js';
import { etagOf, failedCondition, type BlobConditions } from './blob-conditions.js';
import { BlobError } from './blob-error.js';
import { isStored, keyOf, type BlobTarget } from './blob-target.js';
import { deleteBytesOf } from './file-bytes.js';
import type { ListedBlock } from './block-list.js';

/**
 * Uploads: first the bytes, then the event that says so, and the client is told once that has been read back. When the process dies in
 * between, the client has no answer and does it again; the bytes it left behind count for nothing.
 */
@Injectable()
export class BlobUploads {
  constructor(
    @Inject(BLOBS) private readonly blobs: BlobStore,
    private readonly blocks: BlobBlocks,
    private readonly ledger: Ledger,
  ) {}

  /** Put Blob. @throws BlobError, BlobFailure, LogFailure. */
  async put(target: BlobTarget, body: AsyncIterable<Uint8Array>, conditions: BlobConditions): Promise<BlobInfo> {
    await this.check(target, conditions);
    return this.announced(target, await this.blobs.put(keyOf(target), body));
  }

  /** Put Block. */
  putBlock(target: BlobTarget, blockId: string, body: AsyncIterable<Uint8Array>): Promise<void> {
    return this.blocks.put(target, blockId, body);
  }

  /** Put Block List. */
  async putBlockList(target: BlobTarget, list: readonly ListedBlock[], conditions: BlobConditions): Promise<BlobInfo> {
    await this.check(target, conditions);
    return this.announced(target, await this.blocks.join(target, list));
  }

  private async check(target: BlobTarget, conditions: BlobConditions): Promise<void> {
    const present = isStored(target) ? await this.blobs.head(keyOf(target)) : undefined;
    const failed = failedCondition(conditions, present === undefined ? undefined : etagOf(present.sha256));
    if (failed !== undefined)
      throw new BlobError(failed === 'ifNoneMatch' && conditions.ifNoneMatch === '*' ? 'BlobAlreadyExists' : 'ConditionNotMet');
  }

  private async announced(target: BlobTarget, info: BlobInfo): Promise<BlobInfo> {
    const { project, file, blob } = target;
    const { verdict } = await this.ledger.append(
      newEvent('FileUploaded', {
        project,
        aggregate: `file:${file.id}`,
        actor: serviceActor('file-uploads'),
        correlation: file.runId,
        data: { fileId: file.id, blob, bytes: info.bytes, sha256: info.sha256 },
      }),
    );
    if (verdict.effective) {
      await this.blocks.discard(target);
      return info;
    }
    // The file was deleted while its bytes came in.
    await deleteBytesOf(this.blobs, project, file.id);
    throw new BlobError('ContainerNotFound');
  }
}
