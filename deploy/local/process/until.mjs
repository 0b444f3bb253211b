import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../failure.mjs';

/**
 * Waits until `check` says yes.
 *
 * @param {() => Promise<boolean> | boolean} check
 * @param {{ signal: AbortSignal, deadlineMs: number, everyMs?: number, late: () => string }} options `late`: what to say when the deadline passes
 */
export async function until(check, { signal, deadlineMs, everyMs = 50, late }) {
  const endMs = performance.now() + deadlineMs;
  while (!(await check())) {
    if (performance.now() > endMs) throw new Failure(late());
    await delay(everyMs, undefined, { signal });
  }
}
