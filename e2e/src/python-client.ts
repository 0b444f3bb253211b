import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '..', '..');
const KBCSTORAGE = '0.12.0';
const VENV = join(ROOT, '.runledger', 'test-clients', `kbcstorage-${KBCSTORAGE}`);
const INSTALL_TIMEOUT_MS = 170_000;

/** Python with Keboola's own client, unmodified, in a virtual environment of its own. */
export const pythonWithClient = async (): Promise<string> => {
  const done = join(VENV, '.done');
  const python = join(VENV, 'bin', 'python');
  if (existsSync(done)) return python;
  rmSync(VENV, { recursive: true, force: true });
  mkdirSync(VENV, { recursive: true });
  await run('python3', ['-m', 'venv', VENV]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `kbcstorage==${KBCSTORAGE}`], { timeout: INSTALL_TIMEOUT_MS });
  writeFileSync(done, '');
  return python;
};

/** Runs a program of the repository and gives what it printed. @throws with its output when it fails. */
export const runProgram = async (command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> => {
  try {
    const { stdout } = await run(command, [...args], { cwd: ROOT, env: { ...process.env, NODE_OPTIONS: '', ...env }, maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${command} ${args.join(' ')} failed\n${stdout}\n${stderr}`, { cause: error });
  }
};

export const repositoryPath = (...parts: readonly string[]): string => join(ROOT, ...parts);
