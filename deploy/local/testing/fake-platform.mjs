import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../process/ports.mjs';
import { until } from '../process/until.mjs';
import { fakeClone } from './fake-clone.mjs';

const LAUNCHER = fileURLToPath(new URL('./fake-launcher.mjs', import.meta.url));
const READY_DEADLINE_MS = 60_000;
const { signal } = new AbortController();

/**
 * What a launcher says when all is up.
 *
 * @typedef {{ connection: { url: string, token: string }, firstProject: boolean, processes: { name: string, pid: number, began: string }[] }} Report
 */

/** A fake clone and the launchers that a test runs on it, one after another. */
export function fakePlatform() {
  const root = fakeClone();
  /** @type {import('node:child_process').ChildProcess[]} */
  const launchers = [];

  /**
   * @param {NodeJS.ProcessEnv} [env]
   * @param {'engine'[]} [parts]
   */
  async function launch(env = {}, parts = []) {
    const { port } = await freePorts(/** @type {const} */ (['port']));
    const launcher = spawn(process.execPath, [LAUNCHER, root, String(port), ...parts], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    launchers.push(launcher);
    const printed = { text: '' };
    for (const stream of [launcher.stdout, launcher.stderr])
      stream.on('data', (/** @type {Buffer} */ data) => (printed.text += data.toString()));
    return { launcher, printed, url: `http://127.0.0.1:${port}` };
  }

  return {
    root,
    launch,
    /** @param {Parameters<typeof launch>} how */
    async launchUntilReady(...how) {
      const launched = await launch(...how);
      const report = () => launched.printed.text.split('\n').find((line) => line.startsWith('{'));
      await until(() => report() !== undefined, { signal, deadlineMs: READY_DEADLINE_MS, late: () => launched.printed.text });
      /** @type {Report} */
      const state = JSON.parse(report() ?? '');
      return { ...launched, state };
    },
    async dispose() {
      for (const launcher of launchers) launcher.kill('SIGTERM');
      await Promise.all(launchers.map(gone));
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** @typedef {ReturnType<typeof fakePlatform>} FakePlatform */

/** @param {import('node:child_process').ChildProcess} child */
export function gone(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve(undefined)));
}
