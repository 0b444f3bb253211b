import { ledgerStages } from '@runledger/ledger-module';
import type { ServiceDefinition } from '@runledger/service-kit';
import { AttemptPuller } from './attempt/attempt-puller.js';
import { workerKeys, type WorkerConfig } from './worker-config.js';
import { JobLog, WorkerModule } from './worker.module.js';

/** Pulls jobs and runs components. */
export const worker: ServiceDefinition<WorkerConfig> = {
  name: 'worker',
  config: workerKeys,
  openApi: { title: 'Worker' },
  module: (config) => WorkerModule.forService(config),
  stages: (app) => [
    { name: 'attempts', stop: () => app.get(AttemptPuller).stop(), timeoutMs: 15_000 },
    { name: 'job log', stop: () => app.get(JobLog).close() },
    ...ledgerStages(app),
  ],
  onReady: (app) => app.get(AttemptPuller).start(),
};
