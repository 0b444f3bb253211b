import { Ledger } from '@runledger/event-log';
import { LedgerTokens, ProjectedModels, projectionStages } from '@runledger/ledger-module';
import { serviceKeys, type ServiceConfig, type ServiceDefinition } from '@runledger/service-kit';
import { JobApiModule } from './job-api.module.js';

/** The Queue API and all events. */
export const jobApi: ServiceDefinition<ServiceConfig> = {
  name: 'job-api',
  config: serviceKeys,
  openApi: { title: 'Jobs and events' },
  module: (config) => JobApiModule.forService(config),
  tokens: (app) => new LedgerTokens(app.get(Ledger)),
  microservice: (app) => app.get(ProjectedModels).transport(),
  stages: projectionStages,
};
