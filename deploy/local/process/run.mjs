import { spawn } from 'node:child_process';
import { Failure } from '../failure.mjs';
import { describeExit, signalGroup } from './managed-process.mjs';

const OUTPUT_BYTES_MAX = 1024 * 1024;
const GRACE_MS = 5_000;

/**
 * Runs a command to its end and returns what it wrote to standard output. When it fails, everything that it wrote is
 * in the failure. An abort ends its whole process group.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, signal: AbortSignal, hint?: string }} options `hint`: what to do when it fails
 * @returns {Promise<string>}
 */
export async function run(command, args, { cwd, env = process.env, signal, hint }) {
  signal.throwIfAborted();
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let everything = '';
  const keep = (/** @type {string} */ text) => (everything = (everything + text).slice(-OUTPUT_BYTES_MAX));
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    output += text;
    keep(text);
  });
  child.stderr.setEncoding('utf8').on('data', keep);

  /** @type {NodeJS.Timeout | undefined} */
  let overdue;
  const abort = () => {
    if (child.pid === undefined) return;
    const leader = child.pid;
    signalGroup(leader, 'SIGTERM');
    overdue = setTimeout(() => signalGroup(leader, 'SIGKILL'), GRACE_MS);
  };
  signal.addEventListener('abort', abort, { once: true });
  /** @type {import('./managed-process.mjs').Exit} */
  const exit = await new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, signal: null, error }));
    child.once('close', (code, exitSignal) => resolve({ code, signal: exitSignal }));
  });
  signal.removeEventListener('abort', abort);
  clearTimeout(overdue);
  signal.throwIfAborted();
  if (exit.code === 0) return output;
  const shown = [command.split('/').at(-1), ...args].join(' ');
  throw new Failure(
    [`${shown} failed (${describeExit(exit)}).${hint === undefined ? '' : ` ${hint}`}`, everything.trimEnd()]
      .filter(Boolean)
      .join('\n'),
  );
}
