import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { COUNTS_VARIABLE, totalCounts } from './counts.mjs';
import CountsReporter from './jest-counts.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const NODE_COUNTS = fileURLToPath(new URL('./node-counts.mjs', import.meta.url));

test('the tests of all runs are added up, and a file that cannot be loaded counts as one failure', () => {
  const folder = temporaryFolder();
  const before = process.env[COUNTS_VARIABLE];
  process.env[COUNTS_VARIABLE] = folder;
  new CountsReporter().onRunComplete(undefined, { numPassedTests: 5, numFailedTests: 0, numRuntimeErrorTestSuites: 0 });
  new CountsReporter().onRunComplete(undefined, { numPassedTests: 2, numFailedTests: 1, numRuntimeErrorTestSuites: 1 });
  if (before === undefined) delete process.env[COUNTS_VARIABLE];
  else process.env[COUNTS_VARIABLE] = before;

  assert.deepEqual(totalCounts(folder), { passed: 7, failed: 2 });
});

test("tests of Node's runner are counted without the suites around them", () => {
  const folder = temporaryFolder();
  const file = join(folder, 'sample.test.mjs');
  writeFileSync(
    file,
    "import { describe, test } from 'node:test'; describe('suite', () => { test('good', () => {}); test('bad', () => { throw new Error('bad'); }); });",
  );
  const counts = join(folder, 'counts');
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  spawnSync(process.execPath, ['--test', `--test-reporter=${NODE_COUNTS}`, '--test-reporter-destination=stdout', file], {
    env: { ...env, [COUNTS_VARIABLE]: counts },
  });

  assert.deepEqual(totalCounts(counts), { passed: 1, failed: 1 });
});
