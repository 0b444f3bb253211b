import { randomUUID } from 'node:crypto';
import type { Context, Offset } from '@runledger/contracts';
import type { LogRecord } from '@runledger/domain';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import type { LogConnection } from './connection.js';
import type { Diagnostics } from './diagnostics.js';
import { LogFailure } from './failure.js';
import { offsetOf, recordOf } from './record.js';

/** Records of one partition in order, as one fetch brought them. */
export interface Batch {
  readonly partition: number;
  readonly records: readonly LogRecord[];
}

/**
 * Handles one batch. A rejection means "not now": the same batch comes again after a pause, never a later one.
 * Returns an offset to read again from there.
 */
export type BatchHandler = (batch: Batch) => Promise<Offset | undefined> | Offset | undefined;

export interface TailOptions {
  readonly connection: LogConnection;
  readonly topic: string;
  /** Contexts to decode; the others come as `skipped`. */
  readonly contexts: ReadonlySet<Context>;
  readonly handle: BatchHandler;
  readonly diagnostics: Diagnostics;
  /**
   * Consumer group. Absent: a private one that gets every partition. Only projections into a shared store use a common group,
   * since a killed member stalls even healthy members' partitions for the session timeout (log review F9).
   */
  readonly groupId?: string;
  /** Where to begin a partition when it is assigned; 0 when absent. Never the group's committed offset. */
  readonly startAt?: (partition: number) => Offset;
  /** Called once when a partition is taken over. */
  readonly onAssigned?: (partitions: readonly number[]) => void;
}

const RESTART_DELAY_MS = 300;
const HANDLER_RETRY_DELAY_MS = 500;

/**
 * Reads partitions of one topic from its own positions, in order and without a gap, through every reconnection.
 * Plain kafkajs consumer underneath; when that gives up, a new one takes over at the same positions.
 */
export class Tail {
  private readonly next = new Map<number, Offset>();
  private readonly ends = new Map<number, Offset>();
  private assigned: readonly number[] = [];
  /** Grows with every reset: a batch that was under way must not move the position that came after it. */
  private epoch = 0;
  private consumer: Consumer | undefined;
  private isStopped = false;
  private isRestarting = false;
  private lastBatchMs = 0;

  constructor(private readonly options: TailOptions) {}

  async start(): Promise<void> {
    await this.connect();
  }

  /** Finishes the batch under way and disconnects. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await this.consumer?.disconnect();
  }

  /** Offset that the handler has not seen yet, per partition. */
  positionOf(partition: number): Offset {
    return this.next.get(partition) ?? this.startOf(partition);
  }

  /** Records known to be in the partition but not handled yet. */
  lagOf(partition: number): number {
    return Math.max(0, (this.ends.get(partition) ?? 0) - this.positionOf(partition));
  }

  /** When the broker last answered a fetch, milliseconds since the epoch; 0 before the first. */
  get lastFetchMs(): number {
    return this.lastBatchMs;
  }

  /** Reads every partition again from where `startAt` says now. A batch under way is finished but does not count. */
  reset(): void {
    this.epoch += 1;
    this.next.clear();
    for (const partition of this.assigned) this.seek(partition, this.startOf(partition));
  }

  private seek(partition: number, offset: Offset): void {
    this.consumer?.seek({ topic: this.options.topic, partition, offset: String(offset) });
  }

  private startOf(partition: number): Offset {
    return this.options.startAt?.(partition) ?? offsetOf('0');
  }

  private async connect(): Promise<void> {
    const { connection, topic, diagnostics, groupId } = this.options;
    const consumer = connection.kafka.consumer({
      groupId: groupId ?? `private-${topic}-${randomUUID()}`,
      sessionTimeout: 10_000,
      heartbeatInterval: 2_000,
      rebalanceTimeout: 10_000,
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: 1_000,
      maxBytesPerPartition: 4 * 1024 * 1024,
      maxBytes: 16 * 1024 * 1024,
      retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 500, restartOnFailure: async () => false },
    });
    this.consumer = consumer;
    consumer.on(consumer.events.CRASH, ({ payload }) => this.restart(consumer, payload.error));
    consumer.on(consumer.events.FETCH, () => {
      this.lastBatchMs = Date.now();
    });
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      const partitions = payload.memberAssignment[topic] ?? [];
      this.assigned = partitions;
      // Own positions, not the group's: the fold has to see every record once and in order.
      for (const partition of partitions) this.seek(partition, this.positionOf(partition));
      this.options.onAssigned?.(partitions);
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: 4,
        eachBatch: (payload) => this.eachBatch(payload),
      });
    } catch (error) {
      diagnostics.debug({ topic, err: error }, 'the broker is not ready, trying again');
      this.restart(consumer, error);
    }
  }

  private restart(consumer: Consumer, error: unknown): void {
    if (this.isStopped || this.isRestarting || consumer !== this.consumer) return;
    this.isRestarting = true;
    this.options.diagnostics.warn({ topic: this.options.topic, err: error }, 'reading the log was interrupted, going on at the same position');
    setTimeout(() => {
      void consumer
        .disconnect()
        .catch(() => undefined)
        .then(() => {
          this.isRestarting = false;
          return this.isStopped ? undefined : this.connect();
        });
    }, RESTART_DELAY_MS);
  }

  private async eachBatch({ batch, heartbeat, isRunning, isStale }: EachBatchPayload): Promise<void> {
    const { partition } = batch;
    this.ends.set(partition, offsetOf(batch.highWatermark));
    const position = this.positionOf(partition);
    const records = batch.messages.filter(({ offset }) => offsetOf(offset) >= position).map((message) => recordOf(partition, message, this.options.contexts));
    const first = records[0];
    if (first === undefined) return;
    // kafkajs skips silently over a truncated head (log review F25); nobody who decides may.
    if (first.offset !== position) throw new LogFailure('TOPIC_UNSAFE', `partition ${partition}: offset ${first.offset} came where ${position} was due`);
    const { epoch } = this;
    for (;;) {
      if (!isRunning() || isStale() || epoch !== this.epoch) return;
      try {
        const rewindTo = await this.options.handle({ partition, records });
        if (epoch !== this.epoch) return;
        const last = records.at(-1) ?? first;
        this.next.set(partition, rewindTo ?? ((last.offset + 1) as Offset));
        if (rewindTo !== undefined) this.seek(partition, rewindTo);
        return;
      } catch (error) {
        this.options.diagnostics.warn({ partition, offset: first.offset, err: error }, 'a batch could not be handled, the same one is tried again');
        await new Promise((resolve) => setTimeout(resolve, HANDLER_RETRY_DELAY_MS));
        await heartbeat();
      }
    }
  }
}
