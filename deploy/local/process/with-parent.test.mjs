import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { identify, isRunning } from './identity.mjs';
import { until } from './until.mjs';

const WITH_PARENT = fileURLToPath(new URL('./with-parent.mjs', import.meta.url));
const DEADLINE_MS = 20_000;
const { signal } = new AbortController();

test('a program that does not watch its parent ends when the other end of standard input is closed', async () => {
  const wrapper = spawn(
    process.execPath,
    [WITH_PARENT, process.execPath, '-e', 'console.log(process.pid); setInterval(() => {}, 1e6)'],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const pid = await new Promise((resolve) =>
    wrapper.stdout.once('data', (/** @type {Buffer} */ data) => resolve(Number(data.toString()))),
  );
  const program = identify(pid);
  assert.ok(program !== undefined && isRunning(program));

  wrapper.stdin.end();
  const code = await new Promise((resolve) => wrapper.once('exit', resolve));

  assert.equal(code, 0);
  await until(() => !isRunning(program), { signal, deadlineMs: DEADLINE_MS, late: () => 'the program outlives its wrapper' });
});
