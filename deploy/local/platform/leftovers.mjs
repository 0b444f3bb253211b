import { isRunning } from '../process/identity.mjs';
import { signalGroup } from '../process/managed-process.mjs';
import { until } from '../process/until.mjs';
import { readRuntime } from './runtime.mjs';

/** Processes of a killed launcher end by themselves within this time. */
const ENDING_MS = 15_000;

/**
 * Waits until the processes of an earlier launcher that was killed have ended, so that two brokers never write to one
 * folder; kills those that hang.
 *
 * @param {string} runtimeFile
 * @param {AbortSignal} signal
 */
export async function awaitLeftovers(runtimeFile, signal) {
  const left = readRuntime(runtimeFile).processes;
  const someRun = () => left.some((one) => isRunning(one));
  await until(() => !someRun(), { signal, deadlineMs: ENDING_MS, late: () => '' }).catch((error) => {
    if (signal.aborted) throw error;
    for (const one of left) if (isRunning(one)) signalGroup(one.pid, 'SIGKILL');
  });
}

/** @param {string} runtimeFile */
export function hasLeftovers(runtimeFile) {
  return readRuntime(runtimeFile).processes.some((one) => isRunning(one));
}
