import assert from 'node:assert/strict';
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import { build, buildIsCurrent } from './build.mjs';
import { temporaryFolder } from '../testing/temporary-folder.mjs';

/** @type {string} */
let root;
/** @type {string} */
let source;
/** @type {string} */
let stamp;
const { signal } = new AbortController();

beforeEach(async () => {
  root = temporaryFolder();
  source = join(root, 'apps', 'gateway', 'src', 'main.ts');
  stamp = join(root, 'build.stamp');
  for (const folder of ['apps/gateway/src', 'apps/gateway/dist', 'apps/console', 'libs/domain/src', 'node_modules/.bin'])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(source, 'export {};');
  writeFileSync(join(root, 'apps', 'console', 'package.json'), '{}');
  writeFileSync(join(root, 'apps', 'gateway', 'dist', 'main.js'), 'export {};');
  writeFileSync(join(root, 'node_modules', '.bin', 'tsc'), 'if (process.env.FAKE_TSC_FAILS) process.exit(2);');
  await build(root, stamp, signal);
});

test('a build is current until a source changes', () => {
  assert.equal(buildIsCurrent(root, stamp), true);
  writeFileSync(source, 'export const changed = true;');
  assert.equal(buildIsCurrent(root, stamp), false);
});

test('a source put back to an older version makes the build stale', () => {
  utimesSync(source, new Date(0), new Date(0));
  assert.equal(buildIsCurrent(root, stamp), false);
});

test('an added source makes the build stale', () => {
  writeFileSync(join(root, 'libs', 'domain', 'src', 'job.ts'), '');
  assert.equal(buildIsCurrent(root, stamp), false);
});

test('a missing output makes the build stale, although no source changed', () => {
  rmSync(join(root, 'apps', 'gateway', 'dist', 'main.js'));
  assert.equal(buildIsCurrent(root, stamp), false);
});

test('a failed build leaves the stamp of the last good one', async () => {
  writeFileSync(source, 'broken');
  process.env['FAKE_TSC_FAILS'] = '1';
  try {
    await assert.rejects(build(root, stamp, signal), /tsc --build \. failed \(exit code 2\)/);
  } finally {
    delete process.env['FAKE_TSC_FAILS'];
  }
  assert.equal(buildIsCurrent(root, stamp), false);
});
