import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { isRunning } from '../process/identity.mjs';
import { until } from '../process/until.mjs';
import { fakePlatform, gone } from '../testing/fake-platform.mjs';

const DEADLINE_MS = 30_000;
const { signal } = new AbortController();

/** @type {import('../testing/fake-platform.mjs').FakePlatform} */
let platform;
beforeEach(() => {
  platform = fakePlatform();
});
afterEach(() => platform.dispose());

test('the engine starts and stops with its launcher, dies with a killed one, and starts again on the same data', async () => {
  const first = await platform.launchUntilReady({}, ['engine']);
  const names = first.state.processes.map(({ name }) => name);
  assert.ok(names.includes('kafka') && names.includes('read-store'));

  first.launcher.kill('SIGKILL');
  await until(() => first.state.processes.every((one) => !isRunning(one)), {
    signal,
    deadlineMs: DEADLINE_MS,
    late: () => 'processes outlive their launcher',
  });

  const second = await platform.launchUntilReady({}, ['engine']);
  second.launcher.kill('SIGTERM');
  await gone(second.launcher);
  assert.equal(second.launcher.exitCode, 0);
  assert.ok(second.state.processes.every((one) => !isRunning(one)));
});
