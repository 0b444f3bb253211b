import { Ledger } from '@runledger/event-log';
import { LedgerTokens, ProjectedModels, projectionStages } from '@runledger/ledger-module';
import { runService } from '@runledger/service-kit';
import { StorageJobPuller } from './executor/storage-job-puller.js';
import { storageJobsKeys, type StorageJobsConfig } from './storage-jobs-config.js';
import { StorageJobsModule } from './storage-jobs.module.js';

await runService<StorageJobsConfig>({
  name: 'storage-jobs',
  config: storageJobsKeys,
  openApi: { title: 'Buckets, tables and storage jobs' },
  module: (config) => StorageJobsModule.forService(config),
  tokens: (app) => new LedgerTokens(app.get(Ledger)),
  microservice: (app) => app.get(ProjectedModels).transport(),
  stages: (app) => [{ name: 'executor', stop: () => app.get(StorageJobPuller).stop(), timeoutMs: 15_000 }, ...projectionStages(app)],
  onReady: (app) => app.get(StorageJobPuller).start(),
});
