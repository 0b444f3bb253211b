import { setTimeout as delay } from 'node:timers/promises';
import { isReadModelFailure } from '../failure.js';
import type { ReadModelFailure } from '../failure.js';

const PAUSE_MS_FIRST = 50;
const PAUSE_MS_MAX = 1_000;

/** Repeats operations while the read store is away, and knows whether it is. */
export class Patience {
  readonly #closing = new AbortController();
  #failure: ReadModelFailure | undefined;

  /** Why the last operation had to be repeated; undefined when the store answers. */
  get failure(): ReadModelFailure | undefined {
    return this.#failure;
  }

  /** @throws the store's failure once `close` was called, and at once any failure that repeating does not mend. */
  async until<Result>(operation: () => Promise<Result>): Promise<Result> {
    for (let pauseMs = PAUSE_MS_FIRST; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MS_MAX)) {
      try {
        const result = await operation();
        this.#failure = undefined;
        return result;
      } catch (error) {
        if (!isReadModelFailure(error, 'READ_STORE_UNAVAILABLE') || this.#closing.signal.aborted) throw error;
        this.#failure = error;
      }
      await delay(pauseMs, undefined, { signal: this.#closing.signal }).catch(() => undefined);
    }
  }

  close(): void {
    this.#closing.abort();
  }
}
