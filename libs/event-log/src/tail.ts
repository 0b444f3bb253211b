import { randomUUID } from 'node:crypto';
import type { Offset } from '@runledger/contracts';
import type { LogRecord } from '@runledger/domain';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import type { LogConnection } from './connection.js';
import { runConsumer } from './consumer-run.js';
import type { Diagnostics } from './diagnostics.js';
import { LogFailure } from './failure.js';
import { offsetOf, type LogSource, type PlacedRecord } from './log-source.js';

/** Records of one partition in order, as one fetch brought them. */
export interface Batch<Item extends PlacedRecord = LogRecord> {
  readonly partition: number;
  readonly records: readonly Item[];
}

/**
 * Handles one batch. A rejection means "not now": the same batch comes again after a pause, never a later one.
 * Returns an offset to read again from there.
 */
export type BatchHandler<Item extends PlacedRecord = LogRecord> = (
  batch: Batch<Item>,
) => Promise<Offset | undefined> | Offset | undefined;

export interface TailOptions<Item extends PlacedRecord = LogRecord> {
  readonly connection: LogConnection;
  readonly source: LogSource<Item>;
  readonly handle: BatchHandler<Item>;
  readonly diagnostics: Diagnostics;
  /**
   * Consumer group. Absent: a private one that gets every partition. Only projections into a shared store use a common group,
   * since a killed member stalls even healthy members' partitions for the session timeout (log review F9).
   */
  readonly groupId?: string;
  /**
   * Where to begin a partition; 0 when absent. Never the group's committed offset. A member of a common group is asked again
   * at each assignment, since another one may have gone on meanwhile; a private tail goes on where it is.
   */
  readonly startAt?: (partition: number) => Offset;
}

const RESTART_DELAY_MS = 300;
const HANDLER_RETRY_DELAY_MS = 500;
const HEARTBEAT_INTERVAL_MS = 2_000;

/**
 * Reads partitions of one topic from its own positions, in order and without a gap, through every reconnection.
 * Plain kafkajs consumer underneath; when that gives up, a new one takes over at the same positions. There is never more than one.
 */
export class Tail<Item extends PlacedRecord = LogRecord> {
  private readonly topic: string;
  private readonly next = new Map<number, Offset>();
  private readonly ends = new Map<number, Offset>();
  private assigned: readonly number[] = [];
  /** Grows with every reset: a batch that was under way must not move the position that came after it. */
  private epoch = 0;
  private consumer: Consumer | undefined;
  private reading: Promise<void> | undefined;
  private readonly stopping = new AbortController();
  private batchesInHand = 0;
  private readonly gaps = new Map<number, string>();
  private fetchedMs = Date.now();

  constructor(private readonly options: TailOptions<Item>) {
    this.topic = options.connection.topicOf(options.source.topic);
  }

  /** Resolves after the first try to join, successful or not; a broker that is away is tried again until `stop`. */
  async start(): Promise<void> {
    this.fetchedMs = Date.now();
    await new Promise<void>((onFirstTry) => {
      this.reading = this.readUntilStopped(onFirstTry);
    });
  }

  /** Finishes the batch under way and disconnects. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.reading;
  }

  /** Offset that the handler has not seen yet, per partition. */
  positionOf(partition: number): Offset {
    return this.next.get(partition) ?? this.startOf(partition);
  }

  /** Records known to be in the partition but not handled yet. */
  lagOf(partition: number): number {
    return Math.max(0, (this.ends.get(partition) ?? 0) - this.positionOf(partition));
  }

  /** When the broker last answered a fetch, or else when reading began, milliseconds since the epoch. */
  get lastFetchMs(): number {
    return this.fetchedMs;
  }

  /** Where the log is not the one that was read before; empty when all is well. */
  problems(): readonly string[] {
    return [...this.gaps.values()];
  }

  /** Reads every partition again from where `startAt` says now. A batch under way is finished but does not count. */
  reset(): void {
    this.epoch += 1;
    this.next.clear();
    for (const partition of this.assigned) this.goOnAt(partition, this.startOf(partition));
  }

  private startOf(partition: number): Offset {
    return this.options.startAt?.(partition) ?? offsetOf('0');
  }

  private goOnAt(partition: number, offset: Offset): void {
    this.next.set(partition, offset);
    try {
      this.consumer?.seek({ topic: this.topic, partition, offset: String(offset) });
    } catch (error) {
      // kafkajs refuses between two consumers; the next one begins at this position anyway.
      this.options.diagnostics.debug({ partition, offset, err: error }, 'the position is taken over when reading goes on');
    }
  }

  private async readUntilStopped(onFirstTry: () => void): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      this.consumer = this.newConsumer();
      try {
        await runConsumer(this.consumer, {
          topic: this.topic,
          signal,
          eachBatch: (payload) => this.eachBatch(payload),
          isBusy: () => this.batchesInHand > 0,
          onAssigned: (partitions) => this.takeOver(partitions),
          onFetch: () => {
            this.fetchedMs = Date.now();
          },
          onRunning: onFirstTry,
        });
      } catch (error) {
        this.options.diagnostics.warn(
          { topic: this.topic, err: error },
          'reading the log was interrupted, going on at the same position',
        );
        onFirstTry();
        if (!signal.aborted) await delay(RESTART_DELAY_MS);
      }
    }
    onFirstTry();
  }

  private newConsumer(): Consumer {
    const { connection, groupId } = this.options;
    return connection.kafka.consumer({
      groupId: groupId ?? `private-${this.topic}-${randomUUID()}`,
      sessionTimeout: 10_000,
      heartbeatInterval: HEARTBEAT_INTERVAL_MS,
      rebalanceTimeout: 10_000,
      allowAutoTopicCreation: false,
      // Folds judge every record; waiting for somebody's open transaction would stall them all.
      readUncommitted: true,
      maxWaitTimeInMs: 500,
      maxBytesPerPartition: 4 * 1024 * 1024,
      maxBytes: 16 * 1024 * 1024,
      retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 500, restartOnFailure: async () => false },
    });
  }

  /** Own positions, not the group's: the fold has to see every record once and in order. */
  private takeOver(partitions: readonly number[]): void {
    this.assigned = partitions;
    const isShared = this.options.groupId !== undefined;
    for (const partition of partitions) this.goOnAt(partition, isShared ? this.startOf(partition) : this.positionOf(partition));
  }

  private async eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const { partition } = batch;
    // kafkajs beats only between batches; one that takes long must not look dead.
    const beating = setInterval(() => void payload.heartbeat().catch(() => undefined), HEARTBEAT_INTERVAL_MS);
    this.batchesInHand += 1;
    try {
      const records = this.newRecordsOf(batch);
      if (records.length > 0 && !(await this.handled(partition, records, payload))) return;
      payload.resolveOffset(batch.lastOffset());
    } finally {
      this.batchesInHand -= 1;
      clearInterval(beating);
    }
  }

  /** @throws LogFailure TOPIC_UNSAFE when the log is not the one that was read so far: nobody who decides may skip. */
  private newRecordsOf({ partition, highWatermark, messages }: EachBatchPayload['batch']): readonly Item[] {
    const position = this.positionOf(partition);
    this.ends.set(partition, offsetOf(highWatermark));
    const records = messages
      .filter(({ offset }) => offsetOf(offset) >= position)
      .map((message) => this.options.source.decode(partition, message));
    const first = records[0]?.offset ?? position;
    // kafkajs goes on silently wherever the broker begins or ends (log review F25).
    const problem =
      first !== position
        ? `offset ${first} came where ${position} was due`
        : offsetOf(highWatermark) < position
          ? `it ends at ${highWatermark}, and ${position} was read before`
          : undefined;
    if (problem === undefined) {
      this.gaps.delete(partition);
      return records;
    }
    this.gaps.set(partition, `topic ${this.topic}, partition ${partition}: ${problem}; records are gone`);
    throw new LogFailure('TOPIC_UNSAFE', `topic ${this.topic}, partition ${partition}: ${problem}; records are gone`);
  }

  /** Until the handler has taken the batch; false when it is to be read again, or by somebody else. */
  private async handled(partition: number, records: readonly Item[], payload: EachBatchPayload): Promise<boolean> {
    const { epoch } = this;
    for (;;) {
      if (!payload.isRunning() || payload.isStale() || epoch !== this.epoch) return false;
      try {
        const rewindTo = await this.options.handle({ partition, records });
        if (epoch !== this.epoch) return false;
        if (rewindTo === undefined) this.next.set(partition, offsetAfter(records));
        else this.goOnAt(partition, rewindTo);
        return rewindTo === undefined;
      } catch (error) {
        this.options.diagnostics.warn(
          { partition, offset: records[0]?.offset, err: error },
          'a batch could not be handled, the same one is tried again',
        );
        await delay(HANDLER_RETRY_DELAY_MS);
        await payload.heartbeat();
      }
    }
  }
}

const offsetAfter = (records: readonly PlacedRecord[]): Offset => ((records.at(-1)?.offset ?? -1) + 1) as Offset;
const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
