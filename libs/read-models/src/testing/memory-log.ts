import { partitionOfProject, type Offset, type ProjectId } from '@runledger/contracts';
import type { LogRecord } from '@runledger/domain';
import type { BatchHandler, LogSource, LogTail } from '../log-source.js';

/** The log as a test keeps it: records in memory, tails that read them in batches of a given size. */
export class MemoryLog implements LogSource {
  readonly #partitions = new Map<number, LogRecord[]>();
  readonly #tails = new Set<MemoryTail>();
  readonly #batchRecords: number;

  constructor(records: readonly LogRecord[] = [], batchRecords = 50) {
    this.#batchRecords = batchRecords;
    this.append(records);
  }

  /** Appends records that carry their partition and offset already; what is known is not appended again. */
  append(records: readonly LogRecord[]): void {
    for (const record of records) {
      const partition = this.#partitions.get(record.partition) ?? [];
      this.#partitions.set(record.partition, partition);
      if (record.offset === partition.length) partition.push(record);
    }
    for (const tail of this.#tails) tail.wake();
  }

  async endOffsets(): Promise<ReadonlyMap<number, Offset>> {
    return this.ends;
  }

  get ends(): ReadonlyMap<number, Offset> {
    return new Map(Array.from(this.#partitions, ([partition, records]) => [partition, records.length as Offset]));
  }

  async openTail(handler: BatchHandler): Promise<MemoryTail> {
    const tail = new MemoryTail(
      (partition, from) => this.#read(partition, from),
      handler,
      () => [...this.#partitions.keys()],
    );
    this.#tails.add(tail);
    tail.wake();
    return tail;
  }

  #read(partition: number, from: number): readonly LogRecord[] {
    return (this.#partitions.get(partition) ?? []).slice(from, from + this.#batchRecords);
  }
}

/** Reads every partition in order; one batch of a partition at a time. A batch that was rejected comes again. */
export class MemoryTail implements LogTail {
  readonly #next = new Map<number, number>();
  readonly #running = new Map<number, Promise<void>>();
  #isStopped = false;
  /** Restarts so far: a batch that was under way does not move the position that came after it. */
  #restarts = 0;

  constructor(
    private readonly read: (partition: number, from: number) => readonly LogRecord[],
    private readonly handler: BatchHandler,
    private readonly partitions: () => readonly number[],
  ) {}

  /** Looks for records in all partitions that are not being read anyway. */
  wake(): void {
    for (const partition of this.partitions()) {
      if (this.#running.has(partition)) continue;
      const running = this.#run(partition).finally(() => this.#running.delete(partition));
      this.#running.set(partition, running);
    }
  }

  /** Reads everything again from offset 0. */
  restart(): void {
    this.#restarts += 1;
    this.#next.clear();
    this.wake();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#running.values());
  }

  async #run(partition: number): Promise<void> {
    while (!this.#isStopped) {
      const from = this.#next.get(partition) ?? 0;
      const records = this.read(partition, from);
      if (records.length === 0) return;
      const restarts = this.#restarts;
      const next = await this.handler({ partition, records }).then(
        (handled) => (handled.kind === 'rewind' ? handled.to : from + records.length),
        () => from,
      );
      await new Promise((resolve) => setImmediate(resolve));
      if (restarts === this.#restarts) this.#next.set(partition, next);
    }
  }
}

/** The only partition of most histories. */
export const ONLY_PARTITION = partitionOfProject('1' as ProjectId, 1);
