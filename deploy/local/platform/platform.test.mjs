import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { isRunning } from '../process/identity.mjs';
import { until } from '../process/until.mjs';
import { fakePlatform, gone } from '../testing/fake-platform.mjs';
import { SERVICES } from './services.mjs';

const DEADLINE_MS = 30_000;
const { signal } = new AbortController();

/** @type {import('../testing/fake-platform.mjs').FakePlatform} */
let platform;

beforeEach(() => {
  platform = fakePlatform();
});
afterEach(() => platform.dispose());

test('a stop ends every service: the gateway first, the worker last', async () => {
  const { launcher, state } = await platform.launchUntilReady();
  assert.deepEqual(state.processes.map(({ name }) => name).sort(), [...SERVICES].sort());

  launcher.kill('SIGTERM');
  await gone(launcher);

  assert.ok(state.processes.every((one) => !isRunning(one)));
  const ended = readFileSync(join(platform.root, 'data', 'blobs.ended'), 'utf8')
    .trim()
    .split('\n');
  assert.equal(ended[0], 'gateway');
  assert.equal(ended.at(-1), 'worker');
  assert.equal(ended.length, SERVICES.length);
});

test('when the launcher is killed outright its services end by themselves', async () => {
  const { launcher, state } = await platform.launchUntilReady();

  launcher.kill('SIGKILL');
  await until(() => state.processes.every((one) => !isRunning(one)), {
    signal,
    deadlineMs: DEADLINE_MS,
    late: () => 'services outlive their launcher',
  });
});

test('a service that dies is started again and says so', async () => {
  const { url, printed } = await platform.launchUntilReady();

  await fetch(`${url}/die`).catch(() => undefined);
  await until(
    () =>
      fetch(url).then(
        () => true,
        () => false,
      ),
    { signal, deadlineMs: DEADLINE_MS, late: () => 'the gateway stays away' },
  );

  assert.match(printed.text, /gateway died \(exit code 3\); starting it again in 0\.5 s/);
  assert.match(printed.text, /gateway is up/, 'the end of its log is shown');
});

test('the first start makes a project and keeps its token where only the owner can read it; the next start uses it', async () => {
  const first = await platform.launchUntilReady();
  first.launcher.kill('SIGTERM');
  await gone(first.launcher);
  const second = await platform.launchUntilReady();

  assert.equal(first.state.firstProject, true);
  assert.equal(second.state.firstProject, false);
  assert.deepEqual(second.state.connection, { ...first.state.connection, url: second.url });
  assert.equal(statSync(join(platform.root, 'data', 'connection.json')).mode & 0o777, 0o600);
});

test('a start that fails between the empty log and the first project is made up for by the next one', async () => {
  const failing = await platform.launch({ FAIL_PROJECT_CREATE: '1' });
  await gone(failing.launcher);
  assert.match(failing.printed.text, /project create .* failed/);

  const next = await platform.launchUntilReady();
  assert.equal(next.state.firstProject, true);
});

test('the secret of a data folder stays the same and every service gets it', async () => {
  const secretOf = async (/** @type {string} */ url) => {
    const environment = /** @type {Record<string, string>} */ (await (await fetch(`${url}/environment`)).json());
    return environment['RUNLEDGER_SECRET'] ?? '';
  };
  const first = await platform.launchUntilReady();
  const secret = await secretOf(first.url);
  first.launcher.kill('SIGTERM');
  await gone(first.launcher);
  const second = await platform.launchUntilReady();

  assert.match(secret, /^[0-9a-f]{64}$/);
  assert.equal(await secretOf(second.url), secret);
});
