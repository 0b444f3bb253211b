import type { Offset } from '@runledger/contracts';
import {
  applyRecord,
  newPartition,
  type Change,
  type LogRecord,
  type PartitionState,
  type Verdict,
  type VoidReason,
} from '@runledger/domain';
import type { Diagnostics } from './diagnostics.js';
import { LogFailure } from './failure.js';
import type { Batch } from './tail.js';

/** A record as it was judged, for those who look at every one. */
export interface Observed {
  readonly record: LogRecord;
  readonly verdict: Verdict;
  readonly changes: readonly Change[];
}

/** Somebody who follows the fold. Called in order per partition; must not throw. */
export interface LedgerObserver {
  /** After a record was folded. */
  onRecord?(observed: Observed): void;
  /** After each batch: the moment to decide from state. */
  onBatch?(partition: number): void;
}

/** A fold that holds the event loop longer than this would starve heartbeats and requests. */
const YIELD_AFTER_MS = 10;

/** The fold of every partition as its batches come in, and who waits for it or follows it. */
export class LogFold {
  private readonly partitions = new Map<number, PartitionState>();
  private readonly waiters = new Map<number, Set<() => void>>();
  private readonly observers = new Set<LedgerObserver>();
  private readonly voidCounts = new Map<VoidReason, number>();

  constructor(private readonly diagnostics: Diagnostics) {}

  get states(): ReadonlyMap<number, PartitionState> {
    return this.partitions;
  }

  /** How many events were void, by reason, since the start of this process. */
  get voids(): ReadonlyMap<VoidReason, number> {
    return this.voidCounts;
  }

  /** Follows the fold from now on. Returns how to stop that. */
  follow(observer: LedgerObserver): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  /** Offset of the first record that is not folded yet. */
  foldedTo(partition: number): Offset {
    return this.partitions.get(partition)?.next ?? (0 as Offset);
  }

  /**
   * Folds a batch; records that were folded before are passed over, so that a batch may come again.
   * @returns offset to read again from, when an operator has declared the record void that stopped this partition.
   */
  async fold({ partition, records }: Batch): Promise<Offset | undefined> {
    const state = this.partitions.get(partition) ?? newPartition(partition);
    this.partitions.set(partition, state);
    let sliceStartMs = performance.now();
    for (const record of records) {
      if (state.stopped === undefined && record.offset < state.next) continue;
      const applied = applyRecord(state, record);
      if (applied.kind === 'rewind') return applied.to;
      if (applied.kind === 'applied') this.judged({ record, verdict: applied.verdict, changes: applied.changes });
      else if (state.stopped?.at === record.offset)
        this.diagnostics.error(
          { partition, offset: record.offset, reason: applied.reason },
          'this partition cannot be folded any further',
        );
      if (performance.now() - sliceStartMs < YIELD_AFTER_MS) continue;
      await new Promise((resolve) => setImmediate(resolve));
      sliceStartMs = performance.now();
    }
    for (const wake of this.waiters.get(partition) ?? []) wake();
    for (const observer of this.observers) observer.onBatch?.(partition);
    return undefined;
  }

  /**
   * Resolves once everything before an offset is folded.
   * @throws LogFailure PARTITION_STOPPED when it cannot be, KAFKA_UNAVAILABLE when it takes longer.
   */
  async reached(partition: number, end: Offset, timeoutMs: number): Promise<void> {
    const isDone = (): boolean => this.foldedTo(partition) >= end || this.partitions.get(partition)?.stopped !== undefined;
    if (!isDone() && !(await this.woken(partition, isDone, timeoutMs))) {
      throw new LogFailure('KAFKA_UNAVAILABLE', `the log was not read up to its end within ${timeoutMs} ms`);
    }
    const stopped = this.partitions.get(partition)?.stopped;
    if (this.foldedTo(partition) < end && stopped !== undefined) {
      throw new LogFailure('PARTITION_STOPPED', `partition ${partition} stopped at offset ${stopped.at}: ${stopped.reason}`);
    }
  }

  /** Looks at a condition after every batch of a partition; false when it did not come true in time. */
  private async woken(partition: number, condition: () => boolean, timeoutMs: number): Promise<boolean> {
    const waiting = this.waiters.get(partition) ?? new Set();
    this.waiters.set(partition, waiting);
    return new Promise<boolean>((resolve) => {
      const finish = (isTrue: boolean): void => {
        clearTimeout(timer);
        waiting.delete(check);
        resolve(isTrue);
      };
      const check = (): void => {
        if (condition()) finish(true);
      };
      const timer = setTimeout(() => finish(false), timeoutMs);
      waiting.add(check);
    });
  }

  private judged(observed: Observed): void {
    const { verdict } = observed;
    if (!verdict.effective) this.voidCounts.set(verdict.reason, (this.voidCounts.get(verdict.reason) ?? 0) + 1);
    for (const observer of this.observers) observer.onRecord?.(observed);
  }
}
