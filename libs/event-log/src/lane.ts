import type { Offset } from '@runledger/contracts';
import type { Diagnostics } from './diagnostics.js';
import { BATCH_BYTES_MAX, type Message, type SendBatch } from './outgoing.js';

/** Something that waits for its turn in a lane. */
export interface Outgoing {
  readonly message: Message;
  readonly bytes: number;
  /** Kept by the lane: bytes may already be in the log, so that only reading them back tells. */
  mayBeInLog: boolean;
}

export interface LaneOptions<Item extends Outgoing> {
  readonly partition: number;
  readonly send: SendBatch;
  /** Asked right before anything leaves: an item that is not wanted any more is never sent (again). */
  readonly isWanted: (item: Item) => boolean;
  readonly onAcknowledged: (item: Item, offset: Offset) => void;
  readonly diagnostics: Diagnostics;
}

const RETRY_DELAY_MS = 100;

const messagesOf = (items: readonly Outgoing[]): readonly Message[] => items.map(({ message }) => message);

/**
 * The way into one partition: one request in flight, in order, the same bytes again until they are acknowledged or not wanted
 * any more (design section 3). What queues up meanwhile is the next batch, so no linger time is needed.
 */
export class Lane<Item extends Outgoing> {
  private queue: Item[] = [];
  private isRunning = false;
  private failingSince: number | undefined;

  constructor(private readonly options: LaneOptions<Item>) {}

  get queued(): number {
    return this.queue.length;
  }

  /** Since when no try has succeeded, or undefined while the broker answers or nothing is to be sent. */
  get failingSinceMs(): number | undefined {
    return this.failingSince;
  }

  push(item: Item): void {
    this.queue.push(item);
    if (this.isRunning) return;
    this.isRunning = true;
    void this.run();
  }

  private async run(): Promise<void> {
    // Everything that is pushed in this turn of the event loop travels together.
    await Promise.resolve();
    for (let batch = this.take(); batch.length > 0; batch = this.take()) await this.deliver(batch);
    this.failingSince = undefined;
    this.isRunning = false;
  }

  private take(): readonly Item[] {
    const batch: Item[] = [];
    let bytes = 0;
    let seen = 0;
    for (const item of this.queue) {
      if (batch.length > 0 && bytes + item.bytes > BATCH_BYTES_MAX) break;
      seen += 1;
      if (!this.options.isWanted(item)) continue;
      batch.push(item);
      bytes += item.bytes;
    }
    this.queue = this.queue.slice(seen);
    return batch;
  }

  private async deliver(batch: readonly Item[]): Promise<void> {
    for (;;) {
      const items = batch.filter((item) => this.options.isWanted(item));
      if (items.length === 0 || (await this.tryOnce(items))) return;
      await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS));
    }
  }

  private async tryOnce(items: readonly Item[]): Promise<boolean> {
    const { partition, send, isWanted, onAcknowledged, diagnostics } = this.options;
    try {
      let leaving = items;
      const first = await send(partition, messagesOf(items), () => {
        leaving = items.filter((item) => isWanted(item));
        for (const item of leaving) item.mayBeInLog = true;
        return messagesOf(leaving);
      });
      if (this.failingSince !== undefined)
        diagnostics.info({ partition, failedForMs: Date.now() - this.failingSince }, 'the broker takes records again');
      this.failingSince = undefined;
      for (const [index, item] of leaving.entries()) onAcknowledged(item, (first + index) as Offset);
      return true;
    } catch (error) {
      if (this.failingSince === undefined)
        diagnostics.warn(
          { partition, records: items.length, err: error },
          'the broker took no records, the same bytes are sent again',
        );
      this.failingSince ??= Date.now();
      return false;
    }
  }
}
