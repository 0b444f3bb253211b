import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import { identify, isRunning } from './identity.mjs';
import { supervisor as newSupervisor } from './supervisor.mjs';
import { until } from './until.mjs';
import { temporaryFolder } from '../testing/temporary-folder.mjs';

const DEADLINE_MS = 20_000;
const { signal } = new AbortController();

/** @type {string} */
let folder;
/** @type {string[]} */
let said;
/** @type {import('./supervisor.mjs').Supervisor} */
let supervisor;

beforeEach(() => {
  folder = temporaryFolder();
  said = [];
  supervisor = newSupervisor({ say: (line) => said.push(line), onChange: () => undefined });
});

/**
 * @param {string} program
 * @param {Partial<import('./managed-process.mjs').ProcessSpec>} [differences]
 * @returns {import('./managed-process.mjs').ProcessSpec}
 */
function spec(program, differences) {
  return {
    name: 'service',
    command: process.execPath,
    args: ['-e', program],
    env: process.env,
    cwd: folder,
    logFile: join(folder, 'service.log'),
    graceMs: 500,
    ...differences,
  };
}

/** @param {number} count */
const saidTimes = (count) =>
  until(() => said.length >= count, { signal, deadlineMs: DEADLINE_MS, late: () => `said only: ${said.join('\n')}` });

test('a process that keeps dying is started less and less often, with the end of its log', async () => {
  supervisor.start(spec('console.log("no configuration"); process.exit(2)'));
  await saidTimes(3);
  await supervisor.stop(['service']);

  assert.match(said[0] ?? '', /service died \(exit code 2\); starting it again in 0\.5 s[\s\S]*no configuration/);
  assert.match(said[1] ?? '', /in 1 s/);
  assert.match(said[2] ?? '', /in 2 s/);
});

test('a stop between two starts ends the restarting', async () => {
  supervisor.start(spec('process.exit(2)'));
  await saidTimes(1);
  await supervisor.stop(['service']);

  assert.deepEqual(supervisor.running(), []);
  assert.equal(said.length, 1);
});

test('a program that does not exist is said by name and does not end the launcher', async () => {
  supervisor.start(spec('', { command: join(folder, 'no-such-program') }));
  await saidTimes(1);
  await supervisor.stop(['service']);

  assert.match(said[0] ?? '', /no-such-program/);
});

test('a process that does not listen to SIGTERM is killed when its grace is over', async () => {
  const ready = join(folder, 'ready');
  supervisor.start(
    spec(
      `process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6); require('fs').writeFileSync(${JSON.stringify(ready)}, '')`,
    ),
  );
  const [running] = supervisor.running();
  assert.ok(running !== undefined);
  await until(() => existsSync(ready), { signal, deadlineMs: DEADLINE_MS, late: () => 'the process is not ready' });

  await supervisor.stop(['service']);
  assert.equal(isRunning(running), false);
  assert.deepEqual(said, [], 'an end that was asked for is no death');
});

test('what a process has started does not outlive it', async () => {
  const pidFile = join(folder, 'pid');
  writeFileSync(pidFile, '');
  supervisor.start(
    spec(`const { spawn } = require('child_process'); const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
    require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(child.pid)); setInterval(() => {}, 1e6)`),
  );
  const childPid = () => Number(readFileSync(pidFile, 'utf8'));
  await until(() => childPid() > 0, { signal, deadlineMs: DEADLINE_MS, late: () => 'no child was started' });
  const child = identify(childPid());
  assert.ok(child !== undefined);

  await supervisor.stop(['service']);
  await until(() => !isRunning(child), { signal, deadlineMs: DEADLINE_MS, late: () => 'the child outlives its parent' });
});
