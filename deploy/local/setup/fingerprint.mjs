import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const NOT_SOURCES = new Set(['node_modules', 'dist', 'coverage']);

/**
 * A digest of names, sizes and modification times below the given paths: it changes when a file is edited, added,
 * removed or put back to an older version. Folders of built or installed files are left out.
 *
 * @param {string[]} paths files and folders; absent ones count as absent
 */
export function fingerprintOfTree(paths) {
  const digest = createHash('sha256');
  for (const path of paths) visit(path, digest);
  return digest.digest('hex');
}

/** @param {string[]} files */
export function fingerprintOfContents(files) {
  const digest = createHash('sha256');
  for (const file of files) digest.update(readFileSync(file)).update('\0');
  return digest.digest('hex');
}

/**
 * @param {string} stampFile
 * @returns {string | undefined} what was written there at the end of the last complete run
 */
export function readStamp(stampFile) {
  try {
    return readFileSync(stampFile, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/**
 * @param {string} path
 * @param {import('node:crypto').Hash} digest
 */
function visit(path, digest) {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!stat.isDirectory()) {
    digest.update(`${path}\0${stat.size}\0${stat.mtimeMs}\0`);
    return;
  }
  for (const name of readdirSync(path).sort()) {
    if (!NOT_SOURCES.has(name)) visit(join(path, name), digest);
  }
}
