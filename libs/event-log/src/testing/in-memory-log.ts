import type { Offset } from '@runledger/contracts';
import type { KafkaMessage } from 'kafkajs';
import type { LogSource, PlacedRecord } from '../log-source.js';
import type { SendBatch } from '../outgoing.js';
import type { BatchHandler } from '../tail.js';

export interface InMemoryTail {
  stop(): Promise<void>;
}

/**
 * One topic in memory: the twin of `sendBatchTo` and `Tail` over a broker. An append is in the log when its promise resolves, the
 * append time is whatever `nowMs` says, and tails are driven by promises alone, so that a fake clock and a seed decide everything.
 */
export class InMemoryLog {
  private readonly partitions: readonly KafkaMessage[][];
  private readonly wakes = new Set<() => void>();

  constructor(
    partitions: number,
    private readonly nowMs: () => number = () => Date.now(),
  ) {
    this.partitions = Array.from({ length: partitions }, () => []);
  }

  readonly send: SendBatch = async (partition, messages, onLeaving) => {
    const leaving = onLeaving?.() ?? messages;
    const records = this.recordsOf(partition);
    const first = records.length;
    const timestamp = String(this.nowMs());
    for (const { key, value, headers = {} } of leaving) {
      records.push({
        key: Buffer.from(key),
        value,
        headers: { ...headers },
        timestamp,
        attributes: 0,
        offset: String(records.length),
      });
    }
    for (const wake of this.wakes) wake();
    return first as Offset;
  };

  /** Hands over every record in order per partition from 0 on; the handler's rejections and rewinds mean what they mean to `Tail`. */
  openTail<Item extends PlacedRecord>(source: LogSource<Item>, handle: BatchHandler<Item>): InMemoryTail {
    const readers = this.partitions.map(
      (_, partition) => new PartitionReader(partition, this.recordsOf(partition), source, handle),
    );
    const wake = (): void => {
      for (const reader of readers) reader.wake();
    };
    this.wakes.add(wake);
    wake();
    return {
      stop: async () => {
        this.wakes.delete(wake);
        await Promise.all(readers.map((reader) => reader.stop()));
      },
    };
  }

  private recordsOf(partition: number): KafkaMessage[] {
    const records = this.partitions[partition];
    if (records === undefined) throw new Error(`there is no partition ${partition}`);
    return records;
  }
}

class PartitionReader<Item extends PlacedRecord> {
  private next = 0;
  private isStopped = false;
  private reading: Promise<void> | undefined;

  constructor(
    private readonly partition: number,
    private readonly records: readonly KafkaMessage[],
    private readonly source: LogSource<Item>,
    private readonly handle: BatchHandler<Item>,
  ) {}

  wake(): void {
    this.reading ??= this.read().finally(() => {
      this.reading = undefined;
      if (!this.isStopped && this.next < this.records.length) this.wake();
    });
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.reading;
  }

  private async read(): Promise<void> {
    // A reader is never part of the append that wakes it.
    await Promise.resolve();
    while (!this.isStopped && this.next < this.records.length) {
      const records = this.records.slice(this.next).map((message) => this.source.decode(this.partition, message));
      try {
        this.next = (await this.handle({ partition: this.partition, records })) ?? this.next + records.length;
      } catch {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }
}
