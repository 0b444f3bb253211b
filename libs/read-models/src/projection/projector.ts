import type { Offset } from '@runledger/contracts';
import type { ReadModelFailure } from '../failure.js';
import { writeDocuments } from '../generation/document-writer.js';
import type { Generation } from '../generation/generation.js';
import { Patience } from '../store/patience.js';
import { Gate } from './gate.js';
import type { ProjectedRecord } from './folding.js';
import { LOG_START, PartitionProjection, type Handled } from './partition-projection.js';
import { PositionWaiters } from './position-waiters.js';
import type { Projection } from './projection.js';

/** Records of one partition in order of offset. */
export interface Batch {
  readonly partition: number;
  readonly records: readonly ProjectedRecord[];
}

/** How far a partition is projected, and why it goes no further. */
export interface ProjectedPosition {
  /** First offset that is not in the documents yet. */
  readonly next: Offset;
  readonly stopped: { readonly at: Offset; readonly reason: string } | undefined;
}

/** Where a projector gets its generation from, and what it does when that is gone. */
export interface ProjectionTarget {
  open(): Promise<Generation>;
  /** The generation does not exist any more: all partitions are to be handed over from offset 0. Rejects when `open` would give no other. */
  lost(generation: Generation): Promise<void>;
}

/** One partition on its way into one generation. */
interface Run {
  readonly projection: PartitionProjection;
  readonly generation: Generation;
  /** First offset whose documents are not in the store for certain. */
  covered: Offset;
}

/**
 * Folds the log and keeps the documents of one generation up to date: each touched document once per batch, then the
 * checkpoint. It folds from offset 0 and writes from the checkpoint on, so it may be handed any record again and may
 * die between any two writes.
 */
export class Projector {
  readonly #projection: Projection;
  readonly #target: ProjectionTarget;
  readonly #runs = new Map<number, Run>();
  /** The furthest that each partition was ever covered. */
  readonly #furthest = new Map<number, Offset>();
  readonly #turns = new Map<number, Promise<unknown>>();
  readonly #gate = new Gate();
  readonly #patience = new Patience();
  readonly #waiters = new PositionWaiters();

  constructor(projection: Projection, target: ProjectionTarget) {
    this.#projection = projection;
    this.#target = target;
  }

  /**
   * Projects a batch; when it resolves with `done`, documents and checkpoint are written. While the read store is away it
   * waits. With `rewind` the caller reads the partition again from that offset and drops what it has read ahead.
   * @throws LogGap when a record is missing; ReadModelFailure when the store refuses, or after `close`.
   */
  handle(batch: Batch): Promise<Handled> {
    const { partition } = batch;
    const turn = (this.#turns.get(partition) ?? Promise.resolve()).then(() => this.#gate.pass(() => this.#project(batch)));
    this.#turns.set(
      partition,
      turn.catch(() => undefined),
    );
    return turn;
  }

  positions(): ReadonlyMap<number, ProjectedPosition> {
    return new Map(
      Array.from(this.#runs, ([partition, { projection, covered }]) => [
        partition,
        { next: covered, stopped: projection.stopped },
      ]),
    );
  }

  /** Whether a partition has been covered further than it is: its documents were lost and are being written again. */
  get isRefilling(): boolean {
    return Array.from(this.#furthest).some(
      ([partition, furthest]) => (this.#runs.get(partition)?.covered ?? LOG_START) < furthest,
    );
  }

  /** Why nothing is written at the moment; undefined when the store answers. */
  get storeFailure(): ReadModelFailure | undefined {
    return this.#patience.failure;
  }

  /** Resolves with true once everything before `end` is in the documents, with false when that takes too long or the partition is stopped. */
  async reached(partition: number, end: Offset, timeoutMs: number): Promise<boolean> {
    const run = this.#runs.get(partition);
    if (run !== undefined && run.covered >= end) return true;
    if (run?.projection.stopped !== undefined) return false;
    return this.#waiters.wait(partition, end, timeoutMs);
  }

  /** Another replica has this partition now. */
  async forget(partition: number): Promise<void> {
    await this.#gate.closeDuring(async () => {
      this.#runs.delete(partition);
      this.#furthest.delete(partition);
    });
  }

  /** The documents of all partitions are gone: each begins again at offset 0, in what the target gives then. */
  async forgetAll(): Promise<void> {
    await this.#gate.closeDuring(async () => this.#runs.clear());
  }

  /**
   * Goes on in another generation from where each partition stands, without folding again.
   * @param prepare gets the positions; nothing is projected before it resolves, with the checkpoints of the generation
   * that it has filled at least that far. With `undefined` it has not: everything is forgotten and folded again from offset 0.
   */
  async moveTo(
    generation: Generation,
    prepare: (positions: ReadonlyMap<number, ProjectedPosition>) => Promise<ReadonlyMap<number, Offset> | undefined>,
  ): Promise<void> {
    await this.#gate.closeDuring(async () => {
      const checkpoints = await prepare(this.positions());
      for (const [partition, { projection }] of this.#runs) {
        const covered = checkpoints?.get(partition);
        if (covered === undefined) this.#runs.delete(partition);
        else this.#runs.set(partition, { projection, generation, covered });
      }
    });
  }

  /** Ends waiting for the store and answers everybody who waits for a position. Batches still running are rejected or finish. */
  async close(): Promise<void> {
    this.#patience.close();
    this.#waiters.giveUp();
    await this.#gate.closeDuring(async () => undefined);
  }

  async #project({ partition, records }: Batch): Promise<Handled> {
    const run = this.#runs.get(partition) ?? (await this.#open(partition));
    const handled = await run.projection.fold(records, run.covered);
    if (await this.#flush(partition, run)) return handled;
    await this.#forgetLost(partition, run);
    return { kind: 'rewind', to: LOG_START };
  }

  async #open(partition: number): Promise<Run> {
    for (;;) {
      const generation = await this.#patience.until(() => this.#target.open());
      const covered = await this.#patience.until(() => generation.openPartition(partition));
      // It may have been lost meanwhile, and the checkpoint have been opened in a store that knows nothing of it.
      if ((await this.#patience.until(() => this.#target.open())) !== generation) continue;
      const run: Run = { projection: new PartitionProjection(this.#projection, partition), generation, covered };
      this.#runs.set(partition, run);
      this.#remember(partition, covered);
      return run;
    }
  }

  /** @returns false when the generation is gone. */
  async #flush(partition: number, run: Run): Promise<boolean> {
    const { projection, generation } = run;
    const touched = projection.touched();
    const { next } = projection;
    if (touched.size > 0) await this.#patience.until(() => writeDocuments(generation, touched));
    if (next > run.covered) {
      if (!(await this.#patience.until(() => generation.cover(partition, next)))) return false;
      run.covered = next;
      this.#remember(partition, next);
    }
    projection.written();
    this.#waiters.advance(partition, run.covered);
    return true;
  }

  #remember(partition: number, covered: Offset): void {
    if (covered > (this.#furthest.get(partition) ?? LOG_START)) this.#furthest.set(partition, covered);
  }

  /** All partitions share the loss; the one that notices first says so. */
  async #forgetLost(partition: number, run: Run): Promise<void> {
    if (this.#runs.get(partition) !== run) return;
    for (const [other, { generation }] of this.#runs) if (generation === run.generation) this.#runs.delete(other);
    await this.#patience.until(() => this.#target.lost(run.generation));
  }
}
