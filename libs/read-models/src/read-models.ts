import { setTimeout as delay } from 'node:timers/promises';
import type { Offset } from '@runledger/contracts';
import { isReadModelFailure, type ReadModelFailure } from './failure.js';
import { LiveGeneration } from './generation/live-generation.js';
import type { LogSource } from './log-source.js';
import { LiveProjection } from './projection/live-projection.js';
import type { Handled } from './projection/partition-projection.js';
import type { Projection } from './projection/projection.js';
import type { Batch, ProjectedPosition } from './projection/projector.js';
import { ModelReader } from './query/model-reader.js';
import { RequestRunner } from './rebuild/request-runner.js';
import type { ReadStore } from './store/read-store.js';

const LOOK_EACH_MS = 1_000;
const HERE_FIRST_MS = 50;
const LOOK_FOR_OTHERS_EACH_MS = 25;

export interface ReadModelsOptions {
  readonly store: ReadStore;
  readonly projection: Projection;
  readonly log: LogSource;
  /**
   * Has every partition handed to `handle` again from offset 0: the store was replaced by an empty one, or another replica's
   * rebuild went live. Returns at once; batches that are still under way may arrive before.
   */
  readonly restart: () => void;
  /** Told what goes wrong in the background, for the log. An unavailable store is not: health shows it. */
  readonly onProblem: (error: unknown) => void;
  /** @default 10_000 */
  readonly graceMs?: number;
}

/** How the models of one owner are. */
export interface ReadModelsHealth {
  readonly storeFailure: ReadModelFailure | undefined;
  readonly stopped: readonly { readonly partition: number; readonly at: Offset; readonly reason: string }[];
}

/** The read models of one service: projects what it is handed, answers queries, and rebuilds on request. */
export class ReadModels {
  readonly reader: ModelReader;
  readonly #store: ReadStore;
  readonly #answering: LiveGeneration;
  readonly #live: LiveProjection;
  readonly #runner: RequestRunner;
  readonly #onProblem: (error: unknown) => void;
  readonly #closing = new AbortController();
  #background: Promise<unknown> | undefined;

  constructor({ store, projection, log, restart, onProblem, graceMs = 10_000 }: ReadModelsOptions) {
    this.#store = store;
    this.#answering = new LiveGeneration(store, projection);
    this.#live = new LiveProjection(projection, this.#answering, restart);
    this.#runner = new RequestRunner({ store, projection, live: this.#live, log, graceMs });
    this.#onProblem = onProblem;
    this.reader = new ModelReader(store, this.#answering, () => this.#live.isRefilling);
  }

  /** Starts following the pointer and looking for requests, each second. Never waits for the store. */
  start(): void {
    this.#background ??= Promise.all([this.#repeat(() => this.#live.follow()), this.#repeat(() => this.#runner.runNext())]);
  }

  /** Projects records of one partition; see `Projector.handle`. */
  handle(batch: Batch): Promise<Handled> {
    return this.#live.projector.handle(batch);
  }

  /** Another replica has this partition now. */
  forget(partition: number): Promise<void> {
    return this.#live.projector.forget(partition);
  }

  /** How far each partition that is projected here has come. */
  positions(): ReadonlyMap<number, ProjectedPosition> {
    return this.#live.projector.positions();
  }

  /**
   * The fence of a read: true once queries see everything before `end` of the partition, false when that takes too long.
   * Where replicas share the partitions, another one may be projecting this one: then its checkpoint tells.
   */
  async reached(partition: number, end: Offset, timeoutMs: number): Promise<boolean> {
    const { projector } = this.#live;
    const deadlineMs = performance.now() + timeoutMs;
    const hereMs = this.#store.kind === 'embedded' ? timeoutMs : projector.positions().has(partition) ? HERE_FIRST_MS : 0;
    if (await projector.reached(partition, end, Math.min(hereMs, timeoutMs))) return true;
    if (this.#store.kind === 'embedded') return false;
    for (; performance.now() < deadlineMs; await delay(LOOK_FOR_OTHERS_EACH_MS)) {
      const generation = this.#answering.current ?? (await this.#answering.refresh());
      if (await generation?.covers(new Map([[partition, end]]))) return true;
    }
    return false;
  }

  health(): ReadModelsHealth {
    const stopped = Array.from(this.positions()).flatMap(([partition, position]) =>
      position.stopped ? [{ partition, ...position.stopped }] : [],
    );
    return { storeFailure: this.#live.projector.storeFailure, stopped };
  }

  /** Stop handing over batches first. Leaves the store open: it is the caller's. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#runner.close();
    await this.#live.projector.close();
    await this.#background;
  }

  async #repeat(look: () => Promise<unknown>): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        await look();
      } catch (error) {
        if (!isReadModelFailure(error, 'READ_STORE_UNAVAILABLE')) this.#onProblem(error);
      }
      await delay(LOOK_EACH_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
