import type { EventId } from '@runledger/contracts';
import { SILENT, type Diagnostics } from './diagnostics.js';
import { LogFailure } from './failure.js';

/** A record as it goes to the broker; the same bytes at every try. */
export interface Message {
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends one batch to one partition and resolves when the broker has acknowledged it. */
export type SendBatch = (partition: number, messages: readonly Message[]) => Promise<void>;

export interface AppenderOptions {
  readonly send: SendBatch;
  readonly diagnostics?: Diagnostics;
  /** Kafka refuses a whole batch above about 1 MB, neighbours included (log review F24). */
  readonly batchBytesMax?: number;
  /** Events waiting in one partition; beyond it an append is refused at once. */
  readonly queuedMax?: number;
  readonly retryDelayMs?: number;
  /** An acknowledged event that was not read back for so long is sent again: its first copy may be lost. */
  readonly resendAfterMs?: number;
}

/** Appenders give up for good after this; folds remember void events for twice as long. */
export const GIVE_UP_MS_MAX = 5 * 60 * 1000;

interface Pending<Outcome> {
  readonly id: EventId;
  readonly partition: number;
  readonly message: Message;
  readonly bytes: number;
  readonly deadlineMs: number;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: LogFailure) => void;
  /** Bytes may already be in the log, so the outcome is unknown until the event is read back. */
  mayBeInLog: boolean;
  ackedMs: number | undefined;
}

interface Lane<Outcome> {
  queue: Pending<Outcome>[];
  isSending: boolean;
}

/**
 * Appends events and resolves each one when it has been *read back*: `readBack` is called by the fold's tail with what it judged.
 * Plain sends, one request in flight per partition, own retry of the same bytes (design section 3). An event that has been read
 * back, effective or void, is never sent again.
 */
export class Appender<Outcome> {
  private readonly lanes = new Map<number, Lane<Outcome>>();
  private readonly pending = new Map<EventId, Pending<Outcome>>();
  private readonly options: Required<AppenderOptions>;
  private readonly sweep: NodeJS.Timeout;
  private failingSinceMs: number | undefined;
  private isClosed = false;

  constructor(options: AppenderOptions) {
    this.options = { diagnostics: SILENT, batchBytesMax: 512 * 1024, queuedMax: 100_000, retryDelayMs: 100, resendAfterMs: 5_000, ...options };
    this.sweep = setInterval(() => this.expireAndResend(Date.now()), 250);
    this.sweep.unref();
  }

  /** Since when no send has succeeded, or undefined while the broker answers. */
  get unavailableSinceMs(): number | undefined {
    return this.failingSinceMs;
  }

  /** Events not yet read back. */
  get pendingCount(): number {
    return this.pending.size;
  }

  /**
   * @param giveUpAfterMs after this the promise rejects; the event is not sent any more, but may be in the log.
   * @throws LogFailure KAFKA_UNAVAILABLE when it certainly is not in the log, APPEND_UNCONFIRMED when nobody knows.
   */
  append(partition: number, id: EventId, message: Message, giveUpAfterMs: number): Promise<Outcome> {
    const lane = this.laneOf(partition);
    if (this.isClosed) return Promise.reject(new LogFailure('KAFKA_UNAVAILABLE', 'this service is shutting down'));
    if (lane.queue.length >= this.options.queuedMax) return Promise.reject(new LogFailure('KAFKA_UNAVAILABLE', 'too many events wait for the broker'));
    return new Promise<Outcome>((resolve, reject) => {
      const bytes = message.value.byteLength + message.key.length + 200;
      const deadlineMs = Date.now() + Math.min(giveUpAfterMs, GIVE_UP_MS_MAX);
      const pending: Pending<Outcome> = { id, partition, message, bytes, deadlineMs, resolve, reject, mayBeInLog: false, ackedMs: undefined };
      this.pending.set(id, pending);
      lane.queue.push(pending);
      void this.drain(partition, lane);
    });
  }

  /** The tail has seen the event at a position and judged it. */
  readBack(id: EventId, outcome: Outcome): void {
    const pending = this.pending.get(id);
    if (pending === undefined) return;
    this.pending.delete(id);
    pending.resolve(outcome);
  }

  /** Takes no more events and waits until those under way are read back, at most for the given time. */
  async close(timeoutMs: number): Promise<void> {
    this.isClosed = true;
    const deadlineMs = Date.now() + timeoutMs;
    while (this.pending.size > 0 && Date.now() < deadlineMs) await delay(20);
    clearInterval(this.sweep);
    for (const pending of this.pending.values()) this.giveUp(pending);
  }

  private laneOf(partition: number): Lane<Outcome> {
    const lane = this.lanes.get(partition) ?? { queue: [], isSending: false };
    this.lanes.set(partition, lane);
    return lane;
  }

  /** One request in flight: what queues up meanwhile is the next batch, so no linger time is needed. */
  private async drain(partition: number, lane: Lane<Outcome>): Promise<void> {
    if (lane.isSending) return;
    lane.isSending = true;
    // Everything that was appended in this turn of the event loop travels together.
    await Promise.resolve();
    while (lane.queue.length > 0) {
      const batch = this.takeBatch(lane);
      if (batch.length > 0) await this.sendBatch(partition, lane, batch);
    }
    lane.isSending = false;
  }

  private takeBatch(lane: Lane<Outcome>): Pending<Outcome>[] {
    let bytes = 0;
    let count = 0;
    for (const { bytes: size } of lane.queue) {
      if (count > 0 && bytes + size > this.options.batchBytesMax) break;
      bytes += size;
      count += 1;
    }
    const taken = lane.queue.slice(0, count);
    lane.queue = lane.queue.slice(count);
    return taken.filter(({ id }) => this.pending.has(id));
  }

  private async sendBatch(partition: number, lane: Lane<Outcome>, batch: readonly Pending<Outcome>[]): Promise<void> {
    for (const pending of batch) pending.mayBeInLog = true;
    try {
      await this.options.send(
        partition,
        batch.map(({ message }) => message),
      );
      this.failingSinceMs = undefined;
      const nowMs = Date.now();
      for (const pending of batch) pending.ackedMs = nowMs;
    } catch (error) {
      this.failingSinceMs ??= Date.now();
      this.options.diagnostics.warn({ partition, events: batch.length, err: error }, 'append failed, the same bytes are sent again');
      lane.queue = [...batch, ...lane.queue];
      await delay(this.options.retryDelayMs);
    }
  }

  private expireAndResend(nowMs: number): void {
    for (const [partition, lane] of this.lanes) {
      lane.queue = lane.queue.filter(({ id }) => this.pending.has(id));
      void this.drain(partition, lane);
    }
    for (const pending of this.pending.values()) {
      if (nowMs >= pending.deadlineMs) this.giveUp(pending);
      else if (pending.ackedMs !== undefined && nowMs - pending.ackedMs >= this.options.resendAfterMs) this.resend(pending);
    }
  }

  private resend(pending: Pending<Outcome>): void {
    pending.ackedMs = undefined;
    this.options.diagnostics.warn({ event: pending.id }, 'acknowledged but not read back, the same bytes are sent again');
    const lane = this.laneOf(pending.partition);
    lane.queue.push(pending);
    void this.drain(pending.partition, lane);
  }

  private giveUp(pending: Pending<Outcome>): void {
    this.pending.delete(pending.id);
    pending.reject(
      pending.mayBeInLog
        ? new LogFailure('APPEND_UNCONFIRMED', 'the broker did not confirm the change in time; it may still take effect')
        : new LogFailure('KAFKA_UNAVAILABLE', 'the broker does not answer; nothing was changed'),
    );
  }
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
