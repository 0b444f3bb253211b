import { setTimeout as delay } from 'node:timers/promises';
import type { Generation } from '../generation/generation.js';
import type { LogSource } from '../log-source.js';
import type { LiveProjection } from '../projection/live-projection.js';
import type { Projection } from '../projection/projection.js';
import { compareGenerations } from './comparison.js';
import { Filling, type Report } from './filling.js';
import type { CheckResult } from './request.js';

/** What the owner of some models needs to fill them anew. */
export interface RebuildParts {
  readonly projection: Projection;
  readonly live: LiveProjection;
  readonly log: LogSource;
}

/** A round of catching up that takes less leaves little enough for the moment of the switch. */
const CAUGHT_UP_MS = 1_000;
const LOOK_EACH_MS = 100;

/** Fills a generation until it has caught up with the log and lets it answer. Gives the filling, still running where others need it. */
export const rebuild = async (
  { projection, live, log }: RebuildParts,
  generation: Generation,
  signal: AbortSignal,
  report: Report,
): Promise<Filling> => {
  const filling = await Filling.start(projection, generation, log);
  try {
    let roundMs: number;
    do {
      const startMs = performance.now();
      await filling.reach(await log.endOffsets(), signal, report);
      roundMs = performance.now() - startMs;
    } while (roundMs > CAUGHT_UP_MS);
    await live.handOver(generation, async (positions) => {
      await filling.reach(new Map(Array.from(positions, ([partition, { next }]) => [partition, next])), signal, () => undefined);
      // One writer at a time where writes are not guarded.
      if (generation.store.kind === 'embedded') await filling.stop();
    });
    return filling;
  } catch (error) {
    await filling.stop();
    throw error;
  }
};

/** Fills a generation up to where the log ends now and compares it with the live one. */
export const check = async (
  { projection, live, log }: RebuildParts,
  scratch: Generation,
  signal: AbortSignal,
  report: Report,
): Promise<CheckResult> => {
  const ends = await log.endOffsets();
  const filling = await Filling.start(projection, scratch, log, ends);
  try {
    await filling.reach(ends, signal, report);
  } finally {
    await filling.stop();
  }
  // Less than the end where a partition has stopped: there the live generation comes no further either.
  const covered = await scratch.checkpoints();
  const answering = await live.open();
  while (!(await answering.covers(covered))) await delay(LOOK_EACH_MS, undefined, { signal });
  return compareGenerations(answering, scratch, covered);
};
