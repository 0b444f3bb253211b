import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../process/run.mjs';

/**
 * Whether the installed packages are those of the lock file. npm keeps what it installed in `node_modules/.package-lock.json`,
 * written last: an interrupted installation is not taken for done.
 *
 * @param {string} root
 */
export function dependenciesAreCurrent(root) {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || installed === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return true;
    const found = installed[path];
    // Packages for other platforms stand in the lock file and are not installed.
    if (found === undefined) return entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * @param {string} root
 * @param {AbortSignal} signal
 */
export async function installDependencies(root, signal) {
  await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, signal, hint: 'Its output says why:' });
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean }> | undefined}
 */
function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
