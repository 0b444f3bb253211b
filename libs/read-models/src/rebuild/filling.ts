import { setTimeout as delay } from 'node:timers/promises';
import type { Offset } from '@runledger/contracts';
import { ReadModelFailure } from '../failure.js';
import type { Generation } from '../generation/generation.js';
import type { LogSource, LogTail } from '../log-source.js';
import type { Handled } from '../projection/partition-projection.js';
import type { Projection } from '../projection/projection.js';
import { Projector, type Batch } from '../projection/projector.js';

const LOOK_EACH_MS = 100;

/** Told how many of how many events are in the generation. */
export type Report = (events: number, eventsTotal: number) => void;

/** Fills a generation beside the live one, with a tail and a projector of its own. */
export class Filling {
  readonly generation: Generation;
  readonly #projector: Projector;
  #tail: LogTail | undefined;
  #failure: Error | undefined;

  private constructor(projection: Projection, generation: Generation) {
    this.generation = generation;
    this.#projector = new Projector(projection, {
      open: async () => generation,
      lost: async () => {
        throw new ReadModelFailure(
          'GENERATION_LOST',
          'The generation that was being filled is gone from the read store. Ask again.',
        );
      },
    });
  }

  /** @param until nothing at or after these offsets is projected; without it the generation is kept up to date until `stop`. */
  static async start(
    projection: Projection,
    generation: Generation,
    log: LogSource,
    until?: ReadonlyMap<number, Offset>,
  ): Promise<Filling> {
    const filling = new Filling(projection, generation);
    filling.#tail = await log.openTail((batch) => filling.#handle(until === undefined ? batch : upTo(until, batch)));
    return filling;
  }

  /**
   * Resolves when each partition is projected up to these offsets, or has stopped before.
   * @throws what a batch has failed with, and the signal's reason.
   */
  async reach(ends: ReadonlyMap<number, Offset>, signal: AbortSignal, report: Report): Promise<void> {
    const eventsTotal = sum(ends.values());
    for (;;) {
      signal.throwIfAborted();
      if (this.#failure !== undefined) throw this.#failure;
      const positions = this.#projector.positions();
      report(sum(Array.from(ends, ([partition, end]) => Math.min(end, positions.get(partition)?.next ?? 0))), eventsTotal);
      const isThere = ([partition, end]: readonly [number, Offset]): boolean => {
        const position = positions.get(partition);
        return (position?.next ?? 0) >= end || position?.stopped !== undefined;
      };
      if (Array.from(ends).every(isThere)) return;
      await delay(LOOK_EACH_MS, undefined, { signal });
    }
  }

  /** Nothing is written any more when this resolves. */
  async stop(): Promise<void> {
    // First, so that a batch that waits for the store does not hold up the tail.
    const closed = this.#projector.close();
    await this.#tail?.stop();
    await closed;
  }

  async #handle(batch: Batch): Promise<Handled> {
    try {
      return await this.#projector.handle(batch);
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  }
}

const sum = (values: Iterable<number>): number => Array.from(values).reduce((total, value) => total + value, 0);

const upTo = (ends: ReadonlyMap<number, Offset>, { partition, records }: Batch): Batch => {
  const end = ends.get(partition) ?? 0;
  return { partition, records: records.filter(({ offset }) => offset < end) };
};
