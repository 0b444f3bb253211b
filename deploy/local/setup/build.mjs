import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../process/run.mjs';
import { fingerprintOfTree, readStamp } from './fingerprint.mjs';

/** What the built files depend on, below the root of the clone. */
const SOURCES = ['apps', 'libs', 'examples', 'tsconfig.json', 'tsconfig.base.json', 'package-lock.json'];

/**
 * @param {string} root
 * @param {string} stampFile
 */
export function buildIsCurrent(root, stampFile) {
  return readStamp(stampFile) === fingerprint(root) && outputs(root).every((file) => existsSync(file));
}

/**
 * Builds the services and the console. The stamp is written last and says what was built from: an edit during the build
 * makes the next start build again.
 *
 * @param {string} root
 * @param {string} stampFile
 * @param {AbortSignal} signal
 */
export async function build(root, stampFile, signal) {
  const from = fingerprint(root);
  await run(process.execPath, [join(root, 'node_modules', '.bin', 'tsc'), '--build', '.', ...exampleProjects(root)], {
    cwd: root,
    signal,
  });
  if (hasConsoleBuild(root)) await run('npm', ['run', 'build', '--workspace', '@runledger/console'], { cwd: root, signal });
  writeFileSync(stampFile, `${from}\n`);
}

/** @param {string} root */
function fingerprint(root) {
  return fingerprintOfTree(SOURCES.map((source) => join(root, source)));
}

/** @param {string} root */
function outputs(root) {
  const apps = join(root, 'apps');
  const mains = readdirSync(apps)
    .filter((app) => existsSync(join(apps, app, 'src', 'main.ts')))
    .map((app) => join(apps, app, 'dist', 'main.js'));
  return hasConsoleBuild(root) ? [...mains, join(apps, 'console', 'dist', 'index.html')] : mains;
}

/** @param {string} root */
function exampleProjects(root) {
  const examples = join(root, 'examples');
  const names = existsSync(examples) ? readdirSync(examples) : [];
  return names.map((name) => join('examples', name)).filter((folder) => existsSync(join(root, folder, 'tsconfig.json')));
}

/** @param {string} root */
function hasConsoleBuild(root) {
  return JSON.parse(readFileSync(join(root, 'apps', 'console', 'package.json'), 'utf8')).scripts?.build !== undefined;
}
