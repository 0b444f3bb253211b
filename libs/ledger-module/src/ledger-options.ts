import type { Context, ServiceName } from '@runledger/contracts';
import type { Projection } from '@runledger/read-models';
import type { ServiceConfig } from '@runledger/service-kit';

/** What a service does with the log. */
export interface LedgerModuleOptions {
  readonly service: ServiceName;
  /** Contexts that the service folds to decide. */
  readonly contexts: readonly Context[];
  readonly config: ServiceConfig;
  /** Read models of the project log that the service owns; absent for services that only decide. */
  readonly projection?: Projection;
  /** Read models of the job logs that it owns besides. */
  readonly jobLogs?: Projection;
}

export const LEDGER_OPTIONS = Symbol('LedgerModuleOptions');
