import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @type {string[]} */
const folders = [];
process.once('exit', () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A new empty folder that is removed when this test process ends. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'runledger-test-'));
  folders.push(folder);
  return folder;
}
