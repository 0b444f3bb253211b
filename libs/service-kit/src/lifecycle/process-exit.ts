import type { Logger } from '../logging/logger.js';
import { shutDown, type ShutdownStage } from './shutdown.js';

/** A process in an unknown state is replaced by its supervisor, not kept. */
export function exitOnDefect(logger: Logger): void {
  const exit = (err: unknown): void => {
    logger.fatal({ err }, 'uncaught error');
    process.exit(1);
  };
  process.on('uncaughtException', exit);
  process.on('unhandledRejection', exit);
}

/**
 * Ends the process on SIGTERM or SIGINT: at once while there is nothing to finish yet, in order as soon as the returned function
 * has been told the stages, and at once again on a second signal.
 */
export function exitOnSignal(logger: Logger): (stages: readonly ShutdownStage[]) => void {
  let known: readonly ShutdownStage[] | undefined;
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (known === undefined) process.exit(0);
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ signal }, 'stopping');
    void shutDown(known, logger).then((unfinished) => {
      logger.info({ unfinished }, 'stopped');
      process.exit(unfinished.length === 0 ? 0 : 1);
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  return (stages) => {
    known = stages;
  };
}
