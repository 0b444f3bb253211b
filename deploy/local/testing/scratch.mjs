import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SCRATCH_DIR } from '../paths.mjs';
import { isRunning, ownIdentity } from '../process/identity.mjs';

/**
 * A new folder for data that nobody keeps, named after this process. Folders whose process is gone, because it was killed
 * before it could remove them, are removed on the way.
 *
 * @returns {{ folder: string, remove: () => void }}
 */
export function scratchFolder() {
  mkdirSync(SCRATCH_DIR, { recursive: true });
  for (const name of readdirSync(SCRATCH_DIR)) {
    if (!isRunning(ownerOf(name))) rmSync(join(SCRATCH_DIR, name), { recursive: true, force: true });
  }
  const { pid, began } = ownIdentity();
  const folder = join(SCRATCH_DIR, `${pid}@${encodeURIComponent(began)}@${randomUUID()}`);
  mkdirSync(folder, { recursive: true });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** @param {string} name */
function ownerOf(name) {
  const [pid, began = ''] = name.split('@');
  return { pid: Number(pid), began: decodeURIComponent(began) };
}
