import { ledgerStages } from '@runledger/ledger-module';
import { serviceKeys, type ServiceConfig, type ServiceDefinition } from '@runledger/service-kit';
import { SchedulerModule } from './scheduler.module.js';

/** Decides what time or other jobs decide. By now it folds what it will decide from, and says how it stands. */
export const scheduler: ServiceDefinition<ServiceConfig> = {
  name: 'scheduler',
  config: serviceKeys,
  openApi: { title: 'Schedules' },
  module: (config) => SchedulerModule.forService(config),
  stages: ledgerStages,
};
