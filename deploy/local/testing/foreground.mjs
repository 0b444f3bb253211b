import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { signalGroup } from '../process/managed-process.mjs';

const GRACE_MS = 15_000;
const MARK = 'RUNLEDGER_TEST_RUN';

/**
 * Runs a command whose output goes straight to the terminal. When it has ended, or is aborted, nothing that it started
 * is left.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, signal: AbortSignal }} options
 * @returns {Promise<number>} its exit code; 1 when a signal ended it
 */
export async function runInForeground(command, args, { cwd, env, signal }) {
  signal.throwIfAborted();
  const mark = randomUUID();
  const child = spawn(command, args, {
    cwd,
    env: { ...env, [MARK]: mark },
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const { pid } = child;
  /** @type {Promise<number>} */
  const exited = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
  const abort = () => child.kill('SIGTERM');
  const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([exited, aborted.then(() => Promise.race([exited, delay(GRACE_MS, 1, { ref: false })]))]);
  } finally {
    signal.removeEventListener('abort', abort);
    if (pid !== undefined) signalGroup(pid, 'SIGKILL');
    for (const survivor of marked(mark)) signalProcess(survivor);
  }
}

/**
 * Tools that run tests start processes in groups of their own; all of them inherit the mark in their environment.
 *
 * @param {string} mark
 * @returns {number[]} pids; none where the system does not show environments
 */
function marked(mark) {
  if (!existsSync('/proc/self/environ')) return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && environmentOf(pid).includes(`${MARK}=${mark}\0`));
}

/** @param {number} pid */
function environmentOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

/** @param {number} pid */
function signalProcess(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}
