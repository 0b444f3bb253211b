/** `npm start -- [--port PORT] [--data DIR] [--empty]`: everything from a fresh clone to a running platform. */
import { describe, Failure } from './failure.mjs';
import { ROOT, platformPaths } from './paths.mjs';
import { startOptions } from './platform/command-line.mjs';
import { firstRun } from './platform/first-run.mjs';
import { awaitLeftovers, hasLeftovers } from './platform/leftovers.mjs';
import { localPlatform } from './platform/platform.mjs';
import { claim } from './process/claim.mjs';
import { endingOnSignals } from './process/ending.mjs';
import { isTaken } from './process/ports.mjs';
import { progressOn } from './progress.mjs';
import { prepareClone } from './setup/prepare.mjs';
import { requireNode } from './setup/prerequisites.mjs';

const startedMs = performance.now();
const progress = progressOn(process.stdout);
const ending = endingOnSignals();

try {
  requireNode();
  const options = startOptions(process.argv.slice(2), process.env);
  await whileLaunching(options, async (paths) => {
    const platform = localPlatform({ root: ROOT, paths, port: options.port, progress, signal: ending.signal });
    try {
      if (await isTaken(options.port))
        throw new Failure(`Port ${options.port} is taken by another program: stop that, or choose another with --port.`);
      progress.say('Starting Runledger');
      if (hasLeftovers(paths.runtime))
        await progress.step('Waiting for processes of an earlier start to end', () =>
          awaitLeftovers(paths.runtime, ending.signal),
        );
      await prepareClone({ progress, signal: ending.signal, withBuild: true });
      const { connection, firstProject } = await platform.start();
      if (firstProject && !options.empty) await showFirstRun(paths.connection);
      progress.say(welcome(platform.url, connection, paths));
      await ending.asked;
    } finally {
      if (platform.running().length > 0) await progress.step('Stopping', platform.stop);
    }
  });
} catch (error) {
  if (!ending.signal.aborted) {
    process.stderr.write(`${describe(error)}\n`);
    process.exitCode = 1;
  }
}
// Nothing of ours is running any more; a library's timer shall not keep the launcher.
process.exit();

/**
 * @param {import('./platform/command-line.mjs').StartOptions} options
 * @param {(paths: import('./paths.mjs').PlatformPaths) => Promise<void>} work
 */
async function whileLaunching({ port, dataDir }, work) {
  const paths = platformPaths(dataDir);
  const claimed = claim(paths.launcher, { url: `http://127.0.0.1:${port}` });
  if (claimed.kind === 'held') {
    throw new Failure(
      `Runledger is running on this data already: ${String(claimed.holder['url'])} (pid ${claimed.holder.pid}). Stop it with npm stop, or use another folder with --data.`,
    );
  }
  try {
    await work(paths);
  } finally {
    claimed.release();
  }
}

/** @param {string} connectionFile */
async function showFirstRun(connectionFile) {
  try {
    const output = await progress.step('Running the first job', () => firstRun(ROOT, { connectionFile, signal: ending.signal }));
    if (output !== '') progress.say(output.trimEnd().replace(/^/gm, '    '));
  } catch (error) {
    ending.signal.throwIfAborted();
    progress.say(`The first run failed; the platform itself is up. Run it again: see examples/first-run.\n${describe(error)}`);
  }
}

/**
 * @param {string} url
 * @param {import('./platform/connection.mjs').Connection | undefined} connection
 * @param {import('./paths.mjs').PlatformPaths} paths
 */
function welcome(url, connection, paths) {
  const ready = `Runledger is ready after ${((performance.now() - startedMs) / 1000).toFixed(1)} s.`;
  const token =
    connection === undefined
      ? [`  Token    none kept for this data; make one: npx --no-install runledger project create --name NAME`]
      : [`  Token    ${connection.token}`, `  Project  ${connection.projectId}   (both also in ${paths.connection})`];
  return [
    '',
    ready,
    `  Console  ${url}/`,
    `  API      ${url}/v2/storage   documentation: ${url}/docs`,
    ...token,
    `  Logs     ${paths.logs}`,
    '',
    'Next: log in to the console with the token, or try examples/first-run. Stop with Ctrl-C or npm stop.',
  ].join('\n');
}
