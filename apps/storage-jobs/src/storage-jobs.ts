import { Ledger } from '@runledger/event-log';
import { LedgerTokens, ProjectedModels, projectionStages } from '@runledger/ledger-module';
import type { ServiceDefinition } from '@runledger/service-kit';
import { StorageJobPuller } from './executor/storage-job-puller.js';
import { storageJobsKeys, type StorageJobsConfig } from './storage-jobs-config.js';
import { StorageJobsModule } from './storage-jobs.module.js';

/** Buckets, tables and storage jobs, and the executor that works on them. */
export const storageJobs: ServiceDefinition<StorageJobsConfig> = {
  name: 'storage-jobs',
  config: storageJobsKeys,
  openApi: { title: 'Buckets, tables and storage jobs' },
  module: (config) => StorageJobsModule.forService(config),
  tokens: (app) => new LedgerTokens(app.get(Ledger)),
  microservice: (app) => app.get(ProjectedModels).transport(),
  stages: (app) => [
    { name: 'executor', stop: () => app.get(StorageJobPuller).stop(), timeoutMs: 15_000 },
    ...projectionStages(app),
  ],
  onReady: (app) => app.get(StorageJobPuller).start(),
};
