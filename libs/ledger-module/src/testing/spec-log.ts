import { randomUUID } from 'node:crypto';
import type { Context, ServiceName } from '@runledger/contracts';
import { Ledger, openLog, SILENT } from '@runledger/event-log';

/** Few, so that they are quickly made; enough for projects to lie in different ones. */
const PARTITIONS = 4;

/**
 * The log of this spec file alone: a service acts on every project of its log, so the worker of one spec would run the jobs of another.
 * Jest loads modules anew for each spec file, and so this one.
 */
export const SPEC_LOG = {
  brokers: (process.env['KAFKA_BROKERS'] ?? '').split(','),
  topicPrefix: `spec-${randomUUID().slice(0, 8)}.`,
} as const;

let opening: Promise<unknown> | undefined;

/** Makes the topics, as an operator does, once. */
export const openSpecLog = async (): Promise<void> => {
  opening ??= openLog({ ...SPEC_LOG, partitions: PARTITIONS, replication: 1, diagnostics: SILENT });
  await opening;
};

/** A started ledger on the spec's log, to append what another service would; whoever asks for it stops it. */
export const ledgerOf = async (service: ServiceName, contexts: readonly Context[]): Promise<Ledger> => {
  await openSpecLog();
  const ledger = new Ledger({ ...SPEC_LOG, service, contexts });
  await ledger.start();
  return ledger;
};
