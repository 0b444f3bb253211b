import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readSync, fstatSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { identify } from './identity.mjs';

const LOG_BYTES_MAX = 20 * 1024 * 1024;
const TAIL_BYTES = 8 * 1024;

/**
 * @typedef {object} ProcessSpec
 * @property {string} name
 * @property {string} command
 * @property {string[]} args
 * @property {NodeJS.ProcessEnv} env
 * @property {string} cwd
 * @property {string} logFile receives standard output and error
 * @property {number} graceMs from SIGTERM to SIGKILL
 *
 * @typedef {{ code: number | null, signal: NodeJS.Signals | null, error?: Error }} Exit
 */

/**
 * Starts a process as leader of its own group: Ctrl-C in the terminal reaches only the launcher, which ends its
 * processes in order. The process finds the end of its standard input when the launcher dies.
 *
 * @param {ProcessSpec} spec
 */
export function launch(spec) {
  mkdirSync(dirname(spec.logFile), { recursive: true });
  const log = openSync(spec.logFile, 'a', 0o600);
  const child = spawn(spec.command, spec.args, { cwd: spec.cwd, env: spec.env, detached: true, stdio: ['pipe', log, log] });
  closeSync(log);
  // Nothing is ever written to it; that the process closed its end is no error of ours.
  child.stdin?.on('error', () => undefined);
  const pid = child.pid;

  /** @type {Promise<Exit>} */
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, signal: null, error }));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  }).then((exit) => {
    // What the process itself started must not outlive it.
    if (pid !== undefined) signalGroup(pid, 'SIGKILL');
    return exit;
  });

  return {
    identity: pid === undefined ? undefined : identify(pid),
    exited,
    /** Ends it: SIGTERM, and SIGKILL to the whole group when the grace is over. */
    async stop() {
      if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return exited;
      const patience = new AbortController();
      child.kill('SIGTERM');
      const overdue = delay(spec.graceMs, 'overdue', { signal: patience.signal }).catch(() => 'in time');
      if ((await Promise.race([exited, overdue])) === 'overdue') signalGroup(pid, 'SIGKILL');
      patience.abort();
      return exited;
    },
  };
}

/** @typedef {ReturnType<typeof launch>} ManagedProcess */

/**
 * @param {number} leader
 * @param {NodeJS.Signals} signal
 */
export function signalGroup(leader, signal) {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** @param {Exit} exit */
export function describeExit({ code, signal, error }) {
  if (error !== undefined) return error.message;
  return signal === null ? `exit code ${code}` : signal;
}

/**
 * @param {string} logFile
 * @param {number} lineCount
 */
export function logTail(logFile, lineCount) {
  let log;
  try {
    log = openSync(logFile, 'r');
  } catch {
    return '';
  }
  try {
    const { size } = fstatSync(log);
    const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(log, bytes, 0, bytes.length, size - bytes.length);
    return bytes
      .toString('utf8')
      .trimEnd()
      .split('\n')
      .slice(-lineCount)
      .map((line) => `    ${line}`)
      .join('\n');
  } finally {
    closeSync(log);
  }
}

/**
 * Keeps one older log, so that logs do not grow without end.
 *
 * @param {string} logFile
 */
export function rotateLog(logFile) {
  try {
    if (statSync(logFile).size > LOG_BYTES_MAX) renameSync(logFile, `${logFile}.1`);
  } catch {
    // No log yet.
  }
}
