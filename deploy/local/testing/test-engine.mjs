import { startEngine, ENGINE_STOP_ORDER } from '../engine/engine.mjs';
import { platformPaths } from '../paths.mjs';
import { supervisor as newSupervisor } from '../process/supervisor.mjs';
import { scratchFolder } from './scratch.mjs';

/**
 * An engine with throw-away data for one test run; parts that the environment names are used instead of started.
 *
 * @param {{ progress: import('../progress.mjs').Progress, signal: AbortSignal }} options
 */
export async function startTestEngine({ progress, signal }) {
  const scratch = scratchFolder();
  const supervisor = newSupervisor({ say: progress.say, onChange: () => undefined });
  const stop = async () => {
    for (const name of ENGINE_STOP_ORDER) await supervisor.stop([name]);
    scratch.remove();
  };
  try {
    const environment = await startEngine({
      paths: platformPaths(scratch.folder),
      given: process.env,
      supervisor,
      progress,
      signal,
    });
    return { environment: { ...environment, RUNLEDGER_TEST_ENGINE: '1', KAFKAJS_NO_PARTITIONER_WARNING: '1' }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
