import type { Context, ProjectId } from '@runledger/contracts';
import type { ProjectState } from '@runledger/domain';
import { Ledger } from '@runledger/event-log';
import { cliLogger, type CliConfig } from './cli-config.js';

/** Long enough for a broker that is busy; an operator waits. */
export const OPERATOR_TIMEOUT_MS = 60_000;

/**
 * Runs something on the folded log and closes it again.
 * @param contexts what has to be folded to judge what is appended.
 */
export const withLedger = async <T>(config: CliConfig, use: (ledger: Ledger) => Promise<T>, contexts: readonly Context[] = ['project']): Promise<T> => {
  const ledger = new Ledger({ brokers: config.kafkaBrokers, topicPrefix: config.topicPrefix, service: 'cli', contexts, diagnostics: cliLogger(config) });
  await ledger.start();
  try {
    return await use(ledger);
  } finally {
    await ledger.stop();
  }
};

export const existingProject = (ledger: Ledger, id: string): ProjectState => {
  const project = ledger.project(id as ProjectId);
  if (project === undefined) throw new Error(`there is no project ${id}`);
  return project;
};
