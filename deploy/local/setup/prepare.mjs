import { join } from 'node:path';
import { ROOT, STATE_DIR } from '../paths.mjs';
import { whileHolding } from '../process/claim.mjs';
import { build, buildIsCurrent } from './build.mjs';
import { dependenciesAreCurrent, installDependencies } from './dependencies.mjs';

const LOCK_FILE = join(STATE_DIR, 'prepare.json');
const BUILD_STAMP = join(STATE_DIR, 'build.stamp');

/**
 * Installs what is missing and builds what is stale. Two commands at the same time take turns: both write to the clone.
 *
 * @param {{ progress: import('../progress.mjs').Progress, signal: AbortSignal, withBuild: boolean }} options
 */
export async function prepareClone({ progress, signal, withBuild }) {
  const onWait = (/** @type {{ pid: number }} */ { pid }) =>
    progress.say(`  Another command (pid ${pid}) prepares this clone; waiting for it.`);
  await whileHolding(LOCK_FILE, { signal, onWait }, async () => {
    if (!dependenciesAreCurrent(ROOT)) await progress.step('Installing dependencies', () => installDependencies(ROOT, signal));
    if (withBuild && !buildIsCurrent(ROOT, BUILD_STAMP))
      await progress.step('Building services and console', () => build(ROOT, BUILD_STAMP, signal));
  });
}
