import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const SCRIPT = join(import.meta.dirname, '../../scripts/generate-api-types.mjs');

describe('the types of requests', () => {
  it('are what the services say of themselves', async () => {
    await expect(promisify(execFile)(process.execPath, [SCRIPT, '--check'])).resolves.toBeDefined();
  }, 60_000);
});
