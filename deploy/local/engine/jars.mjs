import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { run } from '../process/run.mjs';
import { fingerprintOfContents } from '../setup/fingerprint.mjs';
import { javaCommand, requireJavaBuildTools } from '../setup/prerequisites.mjs';

const SOURCE_DIR = fileURLToPath(new URL('.', import.meta.url));
const HASH_DIGITS = 16;

/**
 * Fetches the engine's jars with Maven and compiles its launchers, once per content of `pom.xml` and the launchers.
 * It is made in a folder of its own and renamed when it is whole: neither an interrupted nor a simultaneous run can
 * leave half an engine behind.
 *
 * @param {string} engineHome
 * @param {{ progress: import('../progress.mjs').Progress, signal: AbortSignal }} options
 * @returns {Promise<string>} the Java class path
 */
export async function provideEngineJars(engineHome, { progress, signal }) {
  const pom = join(SOURCE_DIR, 'pom.xml');
  const launchers = readdirSync(SOURCE_DIR)
    .filter((name) => name.endsWith('.java'))
    .sort()
    .map((name) => join(SOURCE_DIR, name));
  const home = join(engineHome, fingerprintOfContents([pom, ...launchers]).slice(0, HASH_DIGITS));
  if (!existsSync(home)) {
    requireJavaBuildTools();
    await progress.step('Fetching Kafka and the read store', async () => {
      const partial = join(engineHome, `.partial-${randomUUID()}`);
      mkdirSync(partial, { recursive: true });
      try {
        await fetchAndCompile(partial, pom, launchers, signal);
        moveIntoPlace(partial, home);
      } finally {
        rmSync(partial, { recursive: true, force: true });
      }
    });
  }
  return classPath(home);
}

/**
 * @param {string} folder
 * @param {string} pom
 * @param {string[]} launchers
 * @param {AbortSignal} signal
 */
async function fetchAndCompile(folder, pom, launchers, signal) {
  const jars = join(folder, 'jars');
  await run(
    'mvn',
    ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${jars}`],
    {
      cwd: folder,
      signal,
      hint: 'It needs Maven Central or a mirror of it (settings.xml); or set KAFKA_BROKERS and MONGODB_URL to running servers.',
    },
  );
  await run(javaCommand('javac'), ['-d', join(folder, 'classes'), '-cp', join(jars, '*'), ...launchers], { cwd: folder, signal });
}

/**
 * @param {string} partial
 * @param {string} home
 */
function moveIntoPlace(partial, home) {
  try {
    renameSync(partial, home);
  } catch (error) {
    // Another run was faster and has put the same content there.
    if (!existsSync(home)) throw error;
  }
}

/** @param {string} home */
function classPath(home) {
  return [join(home, 'classes'), join(home, 'jars', '*')].join(':');
}
