import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../failure.mjs';
import { isRunning, ownIdentity } from './identity.mjs';

const RETRY_MS = 200;

/**
 * A file that belongs to one running process. A file left by a process that is gone, killed or lost with the machine,
 * belongs to nobody, also when its pid is in use again.
 *
 * @typedef {import('./identity.mjs').ProcessIdentity & Record<string, unknown>} Holder
 */

/**
 * @param {string} file
 * @param {Record<string, unknown>} details told to whoever finds the file held
 * @returns {{ kind: 'claimed', stale: Holder | undefined, release: () => void } | { kind: 'held', holder: Holder }}
 */
export function claim(file, details) {
  mkdirSync(dirname(file), { recursive: true });
  const own = { ...ownIdentity(), ...details };
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(own)}\n`, { mode: 0o600 });
  /** @type {Holder | undefined} */
  let stale;
  try {
    for (;;) {
      if (linkIfAbsent(draft, file)) return { kind: 'claimed', stale, release: () => release(file, own) };
      const found = readHolder(file);
      if (found !== undefined && isRunning(found)) return { kind: 'held', holder: found };
      stale = found ?? stale;
      moveAway(file, found);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Runs `work` while holding `file`; waits while another process does.
 *
 * @template T
 * @param {string} file
 * @param {{ signal: AbortSignal, onWait: (holder: Holder) => void }} options
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function whileHolding(file, { signal, onWait }, work) {
  let claimed = claim(file, {});
  if (claimed.kind === 'held') onWait(claimed.holder);
  while (claimed.kind === 'held') {
    await delay(RETRY_MS, undefined, { signal });
    claimed = claim(file, {});
  }
  try {
    return await work();
  } finally {
    claimed.release();
  }
}

/**
 * @param {string} file
 * @returns {Holder | undefined} whom the file names, running or not
 */
export function readHolder(file) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    const holder = JSON.parse(text);
    return Number.isInteger(holder.pid) && typeof holder.began === 'string' ? holder : undefined;
  } catch {
    throw new Failure(`${file} is not a file of this program: look at it and remove it.`);
  }
}

/**
 * @param {string} from
 * @param {string} to
 */
function linkIfAbsent(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Takes a stale file away. Another process may have done so and claimed the file in between: then it gets it back.
 *
 * @param {string} file
 * @param {Holder | undefined} judged
 */
function moveAway(file, judged) {
  const away = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, away);
  } catch {
    return;
  }
  const moved = readHolder(away);
  if (moved !== undefined && moved.began !== judged?.began && isRunning(moved)) linkIfAbsent(away, file);
  rmSync(away, { force: true });
}

/**
 * @param {string} file
 * @param {Holder} own
 */
function release(file, own) {
  const found = readHolder(file);
  if (found?.pid === own.pid && found.began === own.began) rmSync(file, { force: true });
}
