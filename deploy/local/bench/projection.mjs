import { join } from 'node:path';
import { runLedger } from '../platform/command.mjs';
import { run } from '../process/run.mjs';
import { rounded } from './statistics.mjs';

/**
 * From empty into the read store: a rebuild of the jobs from a log that a load has just filled.
 *
 * @param {string} root
 * @param {{ environment: Record<string, string>, signal: AbortSignal }} options
 */
export async function projectIntoStore(root, options) {
  const answer = await runLedger(root, ['rebuild', '--model', 'jobs', '--json'], options);
  const [{ end, tookMs }] = /** @type {[{ end: { events: number }, tookMs: number }]} */ (answer['ended']);
  return { events: end.events, seconds: rounded(tookMs / 1000), eventsPerSecond: Math.round((end.events / tookMs) * 1000) };
}

/**
 * Into memory: one thread decodes and judges the lives of jobs and storage jobs.
 *
 * @param {string} root
 * @param {AbortSignal} signal
 */
export async function foldInMemory(root, signal) {
  const output = await run(process.execPath, [join(root, 'libs', 'domain', 'scripts', 'fold-rate.mjs'), '--json'], {
    cwd: root,
    signal,
  });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '{}');
}
