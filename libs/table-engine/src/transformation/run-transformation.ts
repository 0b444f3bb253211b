import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { hasCode, messageOf } from '../error-text.js';
import { splitLines } from './line-splitter.js';
import type {
  TransformationLog,
  TransformationMessage,
  TransformationOutcome,
  TransformationResult,
} from './transformation-result.js';
import type { TransformationSpec } from './transformation-spec.js';

/** The compiled program; the same path from `src` and from `dist`. */
const PROGRAM = fileURLToPath(new URL('../../dist/transformation/transformation-process.js', import.meta.url));

const TERMINATION_GRACE_MS = 5_000;
const MESSAGE_BYTES_MAX = 16 * 1024 * 1024;
const STDERR_LENGTH_MAX = 4_000;
/** JavaScript's share; DuckDB's memory comes on top and has its own limit. */
const HEAP_MB_MAX = 256;

export interface TransformationOptions {
  readonly onLog?: (log: TransformationLog) => void;
  /** Told the process group that was started, so that a watchdog can stop, continue or kill it. */
  readonly onStarted?: (processGroupId: number) => void;
  /** Aborting ends the process group: SIGTERM, then SIGKILL after `terminationGraceMs`. */
  readonly signal?: AbortSignal;
  /** 5,000 when not given. */
  readonly terminationGraceMs?: number;
  /** The account to run as; needs the rights to change to it. */
  readonly runAs?: { readonly uid: number; readonly gid: number };
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/**
 * Runs a transformation in a process group of its own, which ends when this process does. Never rejects for what the SQL or the
 * process does. Output folders of anything but a success may hold parts of files: remove them.
 */
export async function runTransformation(
  spec: TransformationSpec,
  options: TransformationOptions = {},
): Promise<TransformationResult> {
  const isAborted = (): boolean => options.signal?.aborted === true;
  if (isAborted()) return { kind: 'terminated' };
  const child = start(spec, options);
  const exited = exitOf(child);
  if (child.pid !== undefined) options.onStarted?.(child.pid);
  const stopTerminating = terminateOn(options.signal, child, options.terminationGraceMs ?? TERMINATION_GRACE_MS);
  try {
    const [outcome, stderr] = await Promise.all([readOutcome(child, options.onLog), tailOf(child.stderr)]);
    const exit = await exited;
    if (outcome !== undefined) return outcome;
    if (isAborted()) return { kind: 'terminated' };
    return { kind: 'crashed', message: `The transformation process ${exit}.${stderr === '' ? '' : ` ${stderr}`}` };
  } catch (error) {
    killGroup(child, 'SIGKILL');
    await exited;
    return { kind: 'crashed', message: `The transformation process was stopped: ${messageOf(error)}.` };
  } finally {
    stopTerminating();
  }
}

function start(spec: TransformationSpec, { runAs }: TransformationOptions): Child {
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB_MAX}`, PROGRAM], {
    detached: true,
    env: { TZ: 'UTC', HOME: spec.workDir },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...runAs,
  });
  // A child that is gone already shows in its exit.
  child.stdin.on('error', () => undefined);
  child.stdin.write(`${JSON.stringify(spec)}\n`);
  return child;
}

const exitOf = (child: Child): Promise<string> =>
  new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started (${error.message})`));
    child.once('exit', (code, signal) => resolve(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`));
  });

async function readOutcome(child: Child, onLog?: (log: TransformationLog) => void): Promise<TransformationOutcome | undefined> {
  let outcome: TransformationOutcome | undefined;
  for await (const line of splitLines(child.stdout, MESSAGE_BYTES_MAX)) {
    // written by `transformation-process` of the same build; SQL has no way to write here
    const message = JSON.parse(line) as TransformationMessage;
    switch (message.type) {
      case 'log':
        onLog?.(message.log);
        break;
      case 'outcome':
        outcome = message.outcome;
        break;
    }
  }
  return outcome;
}

async function tailOf(stream: Readable): Promise<string> {
  let tail = '';
  for await (const chunk of stream) tail = `${tail}${String(chunk)}`.slice(-STDERR_LENGTH_MAX);
  return tail.trim();
}

/** Returns what to call once the process has ended, so that no timer and no listener stays. */
function terminateOn(signal: AbortSignal | undefined, child: Child, graceMs: number): () => void {
  let killTimer: NodeJS.Timeout | undefined;
  const terminate = (): void => {
    killGroup(child, 'SIGTERM');
    killTimer = setTimeout(() => killGroup(child, 'SIGKILL'), graceMs);
  };
  signal?.addEventListener('abort', terminate, { once: true });
  return () => {
    signal?.removeEventListener('abort', terminate);
    clearTimeout(killTimer);
  };
}

function killGroup(child: Child, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (!hasCode(error, /^ESRCH$/)) throw error;
  }
}
