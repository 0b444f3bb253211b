import { LogFailure } from './failure.js';
import type { SendBatch } from './outgoing.js';

/** Ids per claimed block. */
export const ID_BLOCK_SIZE = 100;
/** Below this many ids left the next block is claimed ahead of need. */
const REFILL_BELOW = 50;
const BLOCKS_PER_CLAIM_MAX = 1_000;

/**
 * Decimal ids, unique across the installation: an appended record of `id-blocks` claims a block, its offset is the block number,
 * and id = offset x 100 + k with k in 1..100. A lost response costs a block, never a double.
 */
export class IdBlocks {
  private ids: number[] = [];
  private claiming: Promise<void> | undefined;

  constructor(
    private readonly send: SendBatch,
    private readonly owner: string,
  ) {}

  /** @throws LogFailure KAFKA_UNAVAILABLE when no block can be claimed. */
  async next(): Promise<string> {
    while (this.ids.length === 0) await this.claim();
    const id = this.ids.shift();
    if (this.ids.length < REFILL_BELOW) void this.claim().catch(() => undefined);
    return String(id);
  }

  /** Claims until ids are beyond the highest one ever folded: the topic may have lost its end with the power (log review F12). */
  async skipPast(highest: number): Promise<void> {
    for (let first = this.ids[0] ?? 0; first <= highest; first = this.ids[0] ?? 0) {
      const blocks = this.ids.length === 0 ? 1 : Math.ceil((highest + 1 - first) / ID_BLOCK_SIZE);
      this.ids = [];
      await this.claimBlocks(blocks);
    }
  }

  private claim(): Promise<void> {
    this.claiming ??= this.claimBlocks(1).finally(() => {
      this.claiming = undefined;
    });
    return this.claiming;
  }

  /** Claims blocks and offers the ids of the last one. */
  private async claimBlocks(count: number): Promise<void> {
    try {
      const claim = { key: this.owner, value: Buffer.from(this.owner) };
      const messages = Array.from({ length: Math.min(count, BLOCKS_PER_CLAIM_MAX) }, () => claim);
      const offset = await this.send(0, messages);
      const last = (offset + messages.length - 1) * ID_BLOCK_SIZE;
      this.ids.push(...Array.from({ length: ID_BLOCK_SIZE }, (_, index) => last + index + 1));
    } catch (error) {
      throw new LogFailure('KAFKA_UNAVAILABLE', 'no ids can be claimed', { cause: error });
    }
  }
}
