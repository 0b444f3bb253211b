import type { Logger } from '../logging/logger.js';

/** One step of an orderly end. `stop` resolves once the step is done; a step that is late is left behind, named in the log. */
export interface ShutdownStage {
  readonly name: string;
  stop(): Promise<void> | void;
  /** @default 5,000 */
  readonly timeoutMs?: number;
}

const STAGE_TIMEOUT_MS = 5_000;

/**
 * Runs the stages in order. One that fails or is late does not keep the others from their turn: each of them may hold something
 * that the next start would otherwise have to wait for.
 * @returns names of the stages that did not end well.
 */
export async function shutDown(stages: readonly ShutdownStage[], logger: Logger): Promise<readonly string[]> {
  const unfinished: string[] = [];
  for (const stage of stages) {
    try {
      await withinTime(stage);
      logger.debug({ stage: stage.name }, 'stage stopped');
    } catch (err) {
      unfinished.push(stage.name);
      logger.error({ stage: stage.name, err }, 'stage did not stop');
    }
  }
  return unfinished;
}

async function withinTime(stage: ShutdownStage): Promise<void> {
  const { name, timeoutMs = STAGE_TIMEOUT_MS } = stage;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} did not stop within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([(async () => stage.stop())(), late]);
  } finally {
    clearTimeout(timer);
  }
}
