import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

/**
 * What one test run says at its end. `failed` counts a file that could not even be loaded as one.
 *
 * @typedef {{ passed: number, failed: number }} TestCounts
 */

/** Names the folder that test runs write their counts to, one file each: they run at the same time. */
export const COUNTS_VARIABLE = 'RUNLEDGER_TEST_COUNTS';

/** @param {TestCounts} counts */
export function recordCounts(counts) {
  const folder = process.env[COUNTS_VARIABLE];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify(counts));
}

/**
 * @param {string} folder
 * @returns {TestCounts} of all runs together
 */
export function totalCounts(folder) {
  const total = { passed: 0, failed: 0 };
  for (const name of readdirSync(folder)) {
    const { passed, failed } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    total.passed += passed;
    total.failed += failed;
  }
  return total;
}
