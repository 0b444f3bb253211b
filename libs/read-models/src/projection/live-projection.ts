import { setTimeout as delay } from 'node:timers/promises';
import type { Offset } from '@runledger/contracts';
import type { Generation } from '../generation/generation.js';
import type { LiveGeneration } from '../generation/live-generation.js';
import { Projector, type ProjectedPosition, type ProjectionTarget } from './projector.js';
import type { Projection } from './projection.js';

/** How long to wait for a generation that another replica has filled before folding all over instead. */
const TAKE_OVER_MS_MAX = 5_000;
const LOOK_EACH_MS = 100;

type Positions = ReadonlyMap<number, ProjectedPosition>;

/** Keeps the live generation up to date, whichever that is. */
export class LiveProjection implements ProjectionTarget {
  readonly projector: Projector;
  readonly #live: LiveGeneration;
  readonly #restart: () => void;
  /** Generation that is being written. */
  #serving: Generation | undefined;

  /** @param restart has all partitions handed over again from offset 0; must not wait for `handle`. */
  constructor(projection: Projection, live: LiveGeneration, restart: () => void) {
    this.projector = new Projector(projection, this);
    this.#live = live;
    this.#restart = restart;
  }

  async open(): Promise<Generation> {
    this.#serving ??= await this.#live.open();
    return this.#serving;
  }

  /**
   * Whether queries would miss documents that were there before. Where replicas share the partitions nobody can tell, and
   * nobody needs to: that store does not lose them by starting again.
   */
  get isRefilling(): boolean {
    return this.#serving?.store.kind !== 'mongodb' && this.projector.isRefilling;
  }

  async lost(): Promise<void> {
    this.#serving = undefined;
    await this.open();
    this.#restart();
  }

  /** Looks at the pointer and follows it: to the generation that another replica has made live, or to a new one when the store is empty. */
  async follow(): Promise<void> {
    const serving = this.#serving;
    const live = await this.#live.refresh();
    // A topic may stay empty for long: its models answer "nothing" then, not "not yet".
    if (serving === undefined && live === undefined) await this.open();
    if (serving === undefined || serving !== this.#serving || live?.number === serving.number) return;
    if (live === undefined) {
      await this.projector.forgetAll();
      return this.lost();
    }
    let isFilled = false;
    await this.projector.moveTo(live, async (positions) => {
      const checkpoints = await filledUpTo(live, positions);
      isFilled = checkpoints !== undefined;
      this.#serving = live;
      return checkpoints;
    });
    if (!isFilled) this.#restart();
  }

  /**
   * Makes a generation live that this process has filled, and goes on in it.
   * @param fill brings the generation up to these positions, and no further if nobody else may write meanwhile.
   */
  async handOver(generation: Generation, fill: (positions: Positions) => Promise<void>): Promise<void> {
    const from = await this.open();
    await this.projector.moveTo(generation, async (positions) => {
      await fill(positions);
      await this.#live.switchTo(generation, from);
      this.#serving = generation;
      return generation.checkpoints();
    });
  }
}

const filledUpTo = async (generation: Generation, positions: Positions): Promise<ReadonlyMap<number, Offset> | undefined> => {
  const ends = new Map(Array.from(positions, ([partition, { next }]) => [partition, next]));
  for (const deadlineMs = performance.now() + TAKE_OVER_MS_MAX; performance.now() < deadlineMs; await delay(LOOK_EACH_MS)) {
    if (await generation.covers(ends)) return generation.checkpoints();
  }
  return undefined;
};
