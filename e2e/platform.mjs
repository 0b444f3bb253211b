import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const READY_TIMEOUT_MS = 240_000;
const STOP_TIMEOUT_MS = 60_000;

/** @returns {Promise<number>} a port that was free a moment ago */
export const freePort = () =>
  new Promise((resolvePort, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolvePort(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

/** What a user's shell does not have: an engine that somebody else runs. */
const userEnvironment = () => {
  const { KAFKA_BROKERS, MONGODB_URL, READ_STORE_KIND, NODE_OPTIONS, ...rest } = process.env;
  return rest;
};

/**
 * Starts a platform as a user does, with `npm start`'s own script, in a folder of its own.
 *
 * @param {string[]} args further arguments, e.g. `--empty`
 * @param {{ dataDir?: string, port?: number, env?: NodeJS.ProcessEnv }} [where] an existing folder keeps its data
 */
export async function startPlatform(args, where = {}) {
  const dataDir = where.dataDir ?? mkdtempSync(join(tmpdir(), 'runledger-e2e-'));
  const port = where.port ?? (await freePort());
  const startedMs = Date.now();
  const child = spawn(
    process.execPath,
    ['--import', join(ROOT, 'deploy', 'local', 'process', 'end-with-parent.mjs'), join(ROOT, 'deploy', 'local', 'start.mjs'), '--data', dataDir, '--port', String(port), ...args],
    { cwd: ROOT, env: { ...userEnvironment(), ...where.env }, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const exited = new Promise((resolveExit) => child.once('exit', (code) => resolveExit(code)));
  const connectionFile = join(dataDir, 'connection.json');
  await until(READY_TIMEOUT_MS, () => /Next: /.test(output) || child.exitCode !== null, () => `the platform did not get ready:\n${output}`);
  if (child.exitCode !== null) throw new Error(`the platform ended with ${child.exitCode}:\n${output}`);
  return {
    ...JSON.parse(readFileSync(connectionFile, 'utf8')),
    connectionFile,
    dataDir,
    port,
    readyMs: Date.now() - startedMs,
    output: () => output,
    pid: child.pid,
    exited,
    /** @param {{ keep?: boolean }} [options] keep the data */
    async stop({ keep = false } = {}) {
      if (child.exitCode === null) child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(late);
      if (!keep) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/**
 * @param {number} timeoutMs
 * @param {() => boolean} condition
 * @param {() => string} problem
 */
async function until(timeoutMs, condition, problem) {
  const deadlineMs = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > deadlineMs) throw new Error(problem());
    await new Promise((resolveLater) => setTimeout(resolveLater, 50));
  }
}
