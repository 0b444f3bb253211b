import type { FileHandle } from 'node:fs/promises';
import type { BlobInfo } from './blob-store.js';
import { blobCorrupt } from './blob-failure.js';
import { Checksum } from './checksum.js';
import { readChunks } from './file-checksum.js';

/**
 * The bytes of an open blob, once. Closes the file at the end, on an error, and when its reader stops early, even before the first
 * chunk (which a generator would not notice).
 */
export class VerifiedRead implements AsyncIterableIterator<Uint8Array> {
  private readonly chunks: AsyncGenerator<Uint8Array>;
  private readonly checksum = new Checksum();
  private isOpen = true;

  constructor(
    private readonly handle: FileHandle,
    private readonly info: BlobInfo,
    private readonly start: number,
    private readonly end: number,
  ) {
    this.chunks = readChunks(handle, start, end);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (!this.isOpen) return { done: true, value: undefined };
    try {
      const chunk: IteratorResult<Uint8Array, unknown> = await this.chunks.next();
      if (chunk.done !== true) {
        this.checksum.add(chunk.value);
        return { done: false, value: chunk.value };
      }
      this.verify();
    } catch (error) {
      await this.close();
      throw error;
    }
    return this.return();
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    await this.close();
    return { done: true, value: undefined };
  }

  /** Of a part only its length can be checked. */
  private verify(): void {
    const isWhole = this.start === 0 && this.end === this.info.bytes;
    const isComplete = this.checksum.bytes === this.end - this.start;
    const sha256 = this.checksum.sha256();
    if (!isComplete || (isWhole && sha256 !== this.info.sha256)) throw blobCorrupt(this.info.key, this.info.sha256, sha256);
  }

  private async close(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    await this.handle.close();
  }
}
