/** `npm stop -- [--data DIR]`: ends a running platform and waits until it is gone. */
import { describe } from './failure.mjs';
import { platformPaths } from './paths.mjs';
import { stopOptions } from './platform/command-line.mjs';
import { awaitLeftovers, hasLeftovers } from './platform/leftovers.mjs';
import { readHolder } from './process/claim.mjs';
import { isRunning } from './process/identity.mjs';
import { until } from './process/until.mjs';
import { progressOn } from './progress.mjs';

/** Longer than all the graces that the launcher gives to its processes, one after another. */
const STOP_DEADLINE_MS = 120_000;

const progress = progressOn(process.stdout);
const { signal } = new AbortController();

try {
  const paths = platformPaths(stopOptions(process.argv.slice(2), process.env).dataDir);
  const holder = readHolder(paths.launcher);
  if (holder !== undefined && isRunning(holder)) {
    await progress.step(`Stopping Runledger (pid ${holder.pid})`, async () => {
      process.kill(holder.pid, 'SIGTERM');
      await until(() => !isRunning(holder), {
        signal,
        deadlineMs: STOP_DEADLINE_MS,
        late: () => `Process ${holder.pid} has not ended after ${STOP_DEADLINE_MS / 1000} s; see its output and ${paths.logs}.`,
      });
    });
  } else if (hasLeftovers(paths.runtime)) {
    await progress.step('Stopping what a killed launcher left', () => awaitLeftovers(paths.runtime, signal));
  } else {
    progress.say('Runledger is not running on this data.');
  }
} catch (error) {
  process.stderr.write(`${describe(error)}\n`);
  process.exitCode = 1;
}
