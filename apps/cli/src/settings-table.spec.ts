import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const SCRIPT = join(import.meta.dirname, '../../../deploy/settings-table.mjs');

describe('the settings in docs/operations.md', () => {
  it('are what the services say of themselves', async () => {
    await expect(promisify(execFile)(process.execPath, [SCRIPT])).resolves.toBeDefined();
  }, 60_000);
});
