import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { identify, isRunning } from '../process/identity.mjs';
import { until } from '../process/until.mjs';
import { runInForeground } from './foreground.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const DEADLINE_MS = 20_000;
const forever = new AbortController().signal;
/** Starts a process in a group of its own, writes down its pid, and then does what `afterwards` says. */
const program = (/** @type {string} */ pidFile, /** @type {string} */ afterwards) => `
  import { spawn } from 'node:child_process';
  import { writeFileSync } from 'node:fs';
  const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1e6)'], { detached: true, stdio: 'ignore' });
  child.unref();
  writeFileSync(${JSON.stringify(pidFile)}, String(child.pid));
  ${afterwards}
`;
const pidFile = () => join(temporaryFolder(), 'pid');
const inNode = (/** @type {string} */ source) => ['--input-type=module', '-e', source];

test('what a command leaves behind is ended with it, also in a group of its own', async () => {
  const file = pidFile();
  const code = await runInForeground(process.execPath, inNode(program(file, 'process.exit(7)')), {
    cwd: tmpdir(),
    env: process.env,
    signal: forever,
  });

  assert.equal(code, 7);
  await until(() => identify(Number(readFileSync(file, 'utf8'))) === undefined, {
    signal: forever,
    deadlineMs: DEADLINE_MS,
    late: () => 'a process is left',
  });
});

test('an abort ends the command and everything that it started', async () => {
  const file = pidFile();
  const abort = new AbortController();
  const running = runInForeground(process.execPath, inNode(program(file, 'setInterval(() => {}, 1e6)')), {
    cwd: tmpdir(),
    env: process.env,
    signal: abort.signal,
  });
  const startedPid = () => {
    try {
      return Number(readFileSync(file, 'utf8'));
    } catch {
      return 0;
    }
  };
  await until(() => startedPid() > 0, { signal: forever, deadlineMs: DEADLINE_MS, late: () => 'nothing was started' });
  const started = identify(startedPid());
  abort.abort();

  assert.notEqual(await running, 0);
  assert.ok(started !== undefined);
  await until(() => !isRunning(started), { signal: forever, deadlineMs: DEADLINE_MS, late: () => 'a process is left' });
});
