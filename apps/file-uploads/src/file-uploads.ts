import { Ledger } from '@runledger/event-log';
import { LedgerTokens, ProjectedModels, projectionStages } from '@runledger/ledger-module';
import { LOGGER, serviceKeys, type Logger, type ServiceConfig, type ServiceDefinition } from '@runledger/service-kit';
import { BlobEndpoint } from './blob/blob-endpoint.js';
import { serveBlobs } from './blob/blob-routes.js';
import { FileUploadsModule } from './file-uploads.module.js';

/** Files and their bytes. */
export const fileUploads: ServiceDefinition<ServiceConfig> = {
  name: 'file-uploads',
  config: serviceKeys,
  openApi: { title: 'Files' },
  module: (config) => FileUploadsModule.forService(config),
  tokens: (app) => new LedgerTokens(app.get(Ledger)),
  http: (server, app) => serveBlobs(server, app.get(BlobEndpoint), app.get<Logger>(LOGGER)),
  microservice: (app) => app.get(ProjectedModels).transport(),
  stages: projectionStages,
};
