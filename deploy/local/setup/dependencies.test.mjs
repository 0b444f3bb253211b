import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { dependenciesAreCurrent } from './dependencies.mjs';
import { temporaryFolder } from '../testing/temporary-folder.mjs';

const WANTED = {
  '': { name: 'clone' },
  'libs/domain': { version: '0.1.0' },
  'node_modules/rxjs': { version: '7.8.2', integrity: 'sha512-a' },
  'node_modules/native-for-elsewhere': { version: '1.0.0', integrity: 'sha512-b', optional: true },
};

/**
 * @param {object} wanted
 * @param {object | undefined} installed
 */
function clone(wanted, installed) {
  const root = temporaryFolder();
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: wanted }));
  if (installed !== undefined) {
    mkdirSync(join(root, 'node_modules'));
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: installed }));
  }
  return root;
}

test('nothing installed is stale', () => {
  assert.equal(dependenciesAreCurrent(clone(WANTED, undefined)), false);
});

test('what the lock file names is current, also without optional packages of other machines', () => {
  assert.equal(dependenciesAreCurrent(clone(WANTED, { 'node_modules/rxjs': WANTED['node_modules/rxjs'] })), true);
});

test('another version, or the same version with other content, is stale', () => {
  assert.equal(
    dependenciesAreCurrent(clone(WANTED, { 'node_modules/rxjs': { version: '7.8.1', integrity: 'sha512-a' } })),
    false,
  );
  assert.equal(
    dependenciesAreCurrent(clone(WANTED, { 'node_modules/rxjs': { version: '7.8.2', integrity: 'sha512-c' } })),
    false,
  );
});

test('a package that was added to the lock file is stale', () => {
  const wanted = { ...WANTED, 'node_modules/pino': { version: '10.4.0', integrity: 'sha512-d' } };
  assert.equal(dependenciesAreCurrent(clone(wanted, { 'node_modules/rxjs': WANTED['node_modules/rxjs'] })), false);
});
