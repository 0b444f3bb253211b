import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { claim } from './claim.mjs';
import { identify, isRunning, ownIdentity } from './identity.mjs';
import { temporaryFolder } from '../testing/temporary-folder.mjs';

const claimFile = () => join(temporaryFolder(), 'launcher.json');

/** @param {string} program */
function node(program) {
  return spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });
}

test('a file claimed by a running process is held, and says by whom', () => {
  const file = claimFile();
  const first = claim(file, { url: 'http://127.0.0.1:8080' });
  const second = claim(file, { url: 'http://127.0.0.1:9090' });

  assert.equal(first.kind, 'claimed');
  assert.equal(second.kind, 'held');
  assert.equal(second.kind === 'held' && second.holder['url'], 'http://127.0.0.1:8080');
});

test('a released file can be claimed again', () => {
  const file = claimFile();
  const first = claim(file, {});
  assert.equal(first.kind, 'claimed');
  if (first.kind === 'claimed') first.release();

  assert.equal(claim(file, {}).kind, 'claimed');
});

test('a file left by a process that is gone is claimed', async () => {
  const file = claimFile();
  const gone = node('');
  await new Promise((resolve) => gone.once('exit', resolve));
  writeFileSync(file, JSON.stringify({ pid: gone.pid, began: 'once' }));

  assert.equal(claim(file, {}).kind, 'claimed');
});

test('a file left by a process whose pid another process has now is claimed', () => {
  const file = claimFile();
  writeFileSync(file, JSON.stringify({ ...ownIdentity(), began: 'before this process' }));

  assert.equal(claim(file, {}).kind, 'claimed');
});

test('a file that is not ours stops with its name and is left alone', () => {
  const file = claimFile();
  writeFileSync(file, 'not json');

  assert.throws(() => claim(file, {}), new RegExp(file));
  assert.equal(readFileSync(file, 'utf8'), 'not json');
});

test('of many processes that claim a stale file at once exactly one gets it', async () => {
  const file = claimFile();
  writeFileSync(file, JSON.stringify({ ...ownIdentity(), began: 'before this process' }));
  const module = new URL('./claim.mjs', import.meta.url).href;
  const claimers = Array.from({ length: 6 }, () =>
    node(
      `import { claim } from ${JSON.stringify(module)}; process.stdin.once('data', () => console.log(claim(${JSON.stringify(file)}, {}).kind)); process.stdin.on('end', () => process.exit()); console.log('ready');`,
    ),
  );
  const lines = await Promise.all(claimers.map((claimer) => firstLine(claimer)));
  assert.deepEqual(new Set(lines), new Set(['ready']));

  const answers = claimers.map((claimer) => firstLine(claimer));
  for (const claimer of claimers) claimer.stdin.write('go\n');
  const kinds = await Promise.all(answers);
  for (const claimer of claimers) claimer.stdin.end();

  assert.deepEqual(
    kinds.filter((kind) => kind === 'claimed'),
    ['claimed'],
  );
});

test('a process is known by its pid and the moment it began', async () => {
  const child = node('process.stdin.resume()');
  const identity = identify(child.pid ?? 0);
  assert.ok(identity !== undefined && isRunning(identity));

  child.stdin.end();
  await new Promise((resolve) => child.once('exit', resolve));
  assert.equal(isRunning(identity), false);
});

/**
 * @param {ReturnType<typeof node>} child
 * @returns {Promise<string>}
 */
function firstLine(child) {
  return new Promise((resolve) => child.stdout.once('data', (/** @type {Buffer} */ data) => resolve(data.toString().trim())));
}
