import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ownIdentity } from './process/identity.mjs';
import { temporaryFolder } from './testing/temporary-folder.mjs';

const program = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * @param {string} name
 * @param {string[]} args
 */
function command(name, args) {
  return spawnSync(process.execPath, [program(name), ...args], { encoding: 'utf8' });
}

test('a start on a taken port says so in one line and exits 1', async () => {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  const { status, stderr, stdout } = command('start.mjs', ['--port', String(port), '--data', temporaryFolder()]);
  server.close();

  assert.equal(status, 1);
  assert.equal(stderr, `Port ${port} is taken by another program: stop that, or choose another with --port.\n`);
  assert.equal(stdout, '');
});

test('a start on data that a running launcher uses says that it is running', () => {
  const data = temporaryFolder();
  writeFileSync(join(data, 'launcher.json'), JSON.stringify({ ...ownIdentity(), url: 'http://127.0.0.1:4711' }));

  const { status, stderr } = command('start.mjs', ['--data', data]);

  assert.equal(status, 1);
  assert.match(stderr, /is running on this data already: http:\/\/127\.0\.0\.1:4711/);
});

test('a stop without a running launcher says so and is no failure', () => {
  const { status, stdout } = command('stop.mjs', ['--data', temporaryFolder()]);

  assert.equal(status, 0);
  assert.match(stdout, /is not running/);
});

test('an unknown option and a bad port are refused with the usage', () => {
  assert.match(command('start.mjs', ['--prot', '80']).stderr, /'--prot'[\s\S]*Usage: npm start/);
  assert.match(command('start.mjs', ['--port', '99999']).stderr, /--port wants a number from 1 to 65535, got 99999/);
});
