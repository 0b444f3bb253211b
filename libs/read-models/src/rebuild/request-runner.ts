import { setTimeout as delay } from 'node:timers/promises';
import { createGeneration, Generation, storedGenerations } from '../generation/generation.js';
import { pointersOf } from '../generation/live-generation.js';
import { modelSetOf } from '../projection/projection.js';
import type { ReadStore } from '../store/read-store.js';
import type { Filling } from './filling.js';
import { check, rebuild, type RebuildParts } from './rebuild.js';
import { RequestQueue, type Claim } from './request-queue.js';

export interface RequestRunnerOptions extends RebuildParts {
  readonly store: ReadStore;
  /** How long a generation stays after another one took its place, for queries under way and replicas that have not looked yet. */
  readonly graceMs: number;
}

/** Does what operators ask of one owner. A request whose runner died is done again from scratch. */
export class RequestRunner {
  readonly #options: RequestRunnerOptions;
  readonly #queue: RequestQueue;
  readonly #closing = new AbortController();

  constructor(options: RequestRunnerOptions) {
    this.#options = options;
    this.#queue = new RequestQueue(options.store, options.projection.owner);
  }

  /** Takes one request and does it; its failure becomes its result. Resolves with false when there is none to take. */
  async runNext(): Promise<boolean> {
    const claim = await this.#queue.claim(this.#closing.signal);
    if (claim === undefined) return false;
    try {
      await this.#work(claim);
    } catch (error) {
      if (!this.#closing.signal.aborted)
        await claim.end({ state: 'failed', reason: error instanceof Error ? error.message : String(error) });
    } finally {
      await claim.release();
    }
    return true;
  }

  /** Gives up what is being done. */
  close(): void {
    this.#closing.abort();
  }

  async #work(claim: Claim): Promise<void> {
    const { store, live, projection } = this.#options;
    const { kind, generation: begun } = claim.request;
    const answering = await live.open();
    if (kind === 'rebuild' && begun === answering.number) {
      // The runner before us died between the switch and its report.
      return claim.end({ state: 'rebuilt', events: claim.events, generation: begun });
    }
    if (begun !== null) await new Generation(store, begun, projection.models).drop();
    const generation = await createGeneration(store, projection.models);
    try {
      await claim.fills(generation.number);
      await (kind === 'rebuild' ? this.#rebuild(claim, generation) : this.#check(claim, generation));
    } finally {
      if ((await live.open()).number !== generation.number) await generation.drop();
    }
  }

  async #check(claim: Claim, scratch: Generation): Promise<void> {
    const result = await check(this.#options, scratch, claim.signal, claim.report);
    await claim.end({ state: 'checked', events: claim.events, check: result });
  }

  async #rebuild(claim: Claim, generation: Generation): Promise<void> {
    const filling = await rebuild(this.#options, generation, claim.signal, claim.report);
    await claim.end({ state: 'rebuilt', events: claim.events, generation: generation.number });
    await this.#retire(generation, filling);
  }

  /** Everything of this owner that does not answer any more goes, also what older versions and dead runners have left. */
  async #retire(live: Generation, filling: Filling): Promise<void> {
    const { store, projection, graceMs } = this.#options;
    try {
      await delay(graceMs, undefined, { signal: this.#closing.signal });
    } finally {
      await filling.stop();
    }
    await store.run(() => pointersOf(store).deleteMany({ owner: projection.owner, _id: { $ne: modelSetOf(projection) } }));
    for (const generation of await storedGenerations(store, projection.models))
      if (generation.number !== live.number) await generation.drop();
  }
}
