/**
 * `npm test`: lint, typecheck, build and every test, on an engine with throw-away data. Its last line is
 * `N passed, N failed`; something that fails without being a test, such as lint, counts as one failure.
 */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from './failure.mjs';
import { ROOT } from './paths.mjs';
import { endingOnSignals } from './process/ending.mjs';
import { progressOn } from './progress.mjs';
import { prepareClone } from './setup/prepare.mjs';
import { requireNode, requirePython } from './setup/prerequisites.mjs';
import { COUNTS_VARIABLE, totalCounts } from './testing/counts.mjs';
import { runInForeground } from './testing/foreground.mjs';
import { scratchFolder } from './testing/scratch.mjs';
import { startTestEngine } from './testing/test-engine.mjs';

const DEPLOY = join(ROOT, 'deploy');
const NX_TARGETS = ['lint', 'typecheck', 'build', 'test'];
const E2E = '@runledger/e2e';

const progress = progressOn(process.stdout);
const { signal } = endingOnSignals();
const scratch = scratchFolder();
const countsFolder = join(scratch.folder, 'counts');
mkdirSync(countsFolder, { recursive: true });
let brokenRuns = 0;

try {
  requireNode();
  requirePython();
  await prepareClone({ progress, signal, withBuild: false });
  await testLauncher();
  await testProjects();
} catch (error) {
  brokenRuns += 1;
  if (!signal.aborted) process.stderr.write(`${describe(error)}\n`);
}
const { passed, failed } = totalCounts(countsFolder);
scratch.remove();
const failures = failed > 0 ? failed : brokenRuns;
progress.say(`${passed} passed, ${failures} failed`);
process.exit(failures > 0 || passed === 0 ? 1 : 0);

/** The scripts of this folder, with Node's own runner. */
async function testLauncher() {
  progress.say('\nTests of deploy/');
  const files = readdirSync(DEPLOY, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.mjs'))
    .sort()
    .map((name) => join(DEPLOY, name));
  const reporters = [
    ['--test-reporter=spec', '--test-reporter-destination=stdout'],
    [`--test-reporter=${join(DEPLOY, 'local', 'testing', 'node-counts.mjs')}`, '--test-reporter-destination=stderr'],
  ].flat();
  await check(process.execPath, ['--test', ...reporters, ...files], process.env);
}

/** Every project of the workspace, then the end-to-end tests alone: they start whole platforms and need the machine. */
async function testProjects() {
  const engine = await startTestEngine({ progress, signal });
  try {
    progress.say('\nLint, typecheck, build and tests of all projects');
    const env = { ...process.env, ...engine.environment };
    await nx(['run-many', '-t', ...NX_TARGETS, '--exclude', E2E], env);
  } finally {
    await engine.stop();
  }
  progress.say('\nEnd-to-end tests');
  await nx(['run-many', '-t', ...NX_TARGETS, '-p', E2E], process.env);
}

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
async function nx(args, env) {
  const quiet = { NX_DAEMON: 'false', NX_TUI: 'false', NX_NATIVE_COMMAND_RUNNER: 'false' };
  await check(process.execPath, [join(ROOT, 'node_modules', '.bin', 'nx'), ...args, '--parallel=2', '--outputStyle=static'], {
    ...env,
    ...quiet,
  });
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
async function check(command, args, env) {
  const code = await runInForeground(command, args, { cwd: ROOT, env: { ...env, [COUNTS_VARIABLE]: countsFolder }, signal });
  signal.throwIfAborted();
  if (code !== 0) brokenRuns += 1;
}
