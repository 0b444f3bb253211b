import { Ledger } from '@runledger/event-log';
import { LedgerTokens, ProjectedModels, projectionStages } from '@runledger/ledger-module';
import { serviceKeys, type ServiceConfig, type ServiceDefinition } from '@runledger/service-kit';
import { ProjectsModule } from './projects.module.js';

/** Projects, tokens, components and configurations. */
export const projects: ServiceDefinition<ServiceConfig> = {
  name: 'projects',
  config: serviceKeys,
  openApi: { title: 'Projects, tokens, components and configurations' },
  module: (config) => ProjectsModule.forService(config),
  tokens: (app) => new LedgerTokens(app.get(Ledger)),
  microservice: (app) => app.get(ProjectedModels).transport(),
  stages: projectionStages,
};
