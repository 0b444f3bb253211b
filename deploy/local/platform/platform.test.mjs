import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isRunning } from '../process/identity.mjs';
import { freePorts } from '../process/ports.mjs';
import { until } from '../process/until.mjs';
import { fakeClone } from '../testing/fake-clone.mjs';
import { SERVICES } from './services.mjs';

const LAUNCHER = fileURLToPath(new URL('../testing/fake-launcher.mjs', import.meta.url));
const DEADLINE_MS = 30_000;
const { signal } = new AbortController();

/** @type {string} */
let root;
/** @type {import('node:child_process').ChildProcess[]} */
let launchers;

beforeEach(() => {
  root = fakeClone();
  launchers = [];
});
afterEach(async () => {
  for (const launcher of launchers) launcher.kill('SIGTERM');
  await Promise.all(launchers.map(gone));
  rmSync(root, { recursive: true, force: true });
});

/**
 * @param {NodeJS.ProcessEnv} [env]
 */
async function launch(env = {}) {
  const { port } = await freePorts(/** @type {const} */ (['port']));
  const launcher = spawn(process.execPath, [LAUNCHER, root, String(port)], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  launchers.push(launcher);
  const printed = { text: '' };
  launcher.stdout.on('data', (/** @type {Buffer} */ data) => (printed.text += data.toString()));
  launcher.stderr.on('data', (/** @type {Buffer} */ data) => (printed.text += data.toString()));
  return { launcher, printed, url: `http://127.0.0.1:${port}` };
}

/** @param {NodeJS.ProcessEnv} [env] */
async function launchUntilReady(env) {
  const launched = await launch(env);
  const report = () => launched.printed.text.split('\n').find((line) => line.startsWith('{'));
  await until(() => report() !== undefined, { signal, deadlineMs: DEADLINE_MS, late: () => launched.printed.text });
  /** @type {{ connection: { url: string, token: string }, firstProject: boolean, processes: { name: string, pid: number, began: string }[] }} */
  const state = JSON.parse(report() ?? '');
  return { ...launched, state };
}

/** @param {import('node:child_process').ChildProcess} child */
function gone(child) {
  return child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : new Promise((resolve) => child.once('exit', () => resolve(undefined)));
}

test('a stop ends every service: the gateway first, the worker last', async () => {
  const { launcher, state } = await launchUntilReady();
  assert.deepEqual(state.processes.map(({ name }) => name).sort(), [...SERVICES].sort());

  launcher.kill('SIGTERM');
  await gone(launcher);

  assert.ok(state.processes.every((one) => !isRunning(one)));
  const ended = readFileSync(join(root, 'data', 'blobs.ended'), 'utf8').trim().split('\n');
  assert.equal(ended[0], 'gateway');
  assert.equal(ended.at(-1), 'worker');
  assert.equal(ended.length, SERVICES.length);
});

test('when the launcher is killed outright its services end by themselves', async () => {
  const { launcher, state } = await launchUntilReady();

  launcher.kill('SIGKILL');
  await until(() => state.processes.every((one) => !isRunning(one)), { signal, deadlineMs: DEADLINE_MS, late: () => 'services outlive their launcher' });
});

test('a service that dies is started again and says so', async () => {
  const { url, printed } = await launchUntilReady();

  await fetch(`${url}/die`).catch(() => undefined);
  await until(() => fetch(url).then(() => true, () => false), { signal, deadlineMs: DEADLINE_MS, late: () => 'the gateway stays away' });

  assert.match(printed.text, /gateway died \(exit code 3\); starting it again in 0\.5 s/);
  assert.match(printed.text, /gateway is up/, 'the end of its log is shown');
});

test('the first start makes a project and keeps its token where only the owner can read it; the next start uses it', async () => {
  const first = await launchUntilReady();
  first.launcher.kill('SIGTERM');
  await gone(first.launcher);
  const second = await launchUntilReady();

  assert.equal(first.state.firstProject, true);
  assert.equal(second.state.firstProject, false);
  assert.deepEqual(second.state.connection, { ...first.state.connection, url: second.url });
  assert.equal(statSync(join(root, 'data', 'connection.json')).mode & 0o777, 0o600);
});

test('a start that fails between the empty log and the first project is made up for by the next one', async () => {
  const failing = await launch({ FAIL_PROJECT_CREATE: '1' });
  await gone(failing.launcher);
  assert.match(failing.printed.text, /project create .* failed/);

  const next = await launchUntilReady();
  assert.equal(next.state.firstProject, true);
});

test('the secret of a data folder stays the same and every service gets it', async () => {
  const secretOf = async (/** @type {string} */ url) => {
    const environment = /** @type {Record<string, string>} */ (await (await fetch(`${url}/environment`)).json());
    return environment['RUNLEDGER_SECRET'] ?? '';
  };
  const first = await launchUntilReady();
  const secret = await secretOf(first.url);
  first.launcher.kill('SIGTERM');
  await gone(first.launcher);
  const second = await launchUntilReady();

  assert.match(secret, /^[0-9a-f]{64}$/);
  assert.equal(await secretOf(second.url), secret);
});
