import { Module, type DynamicModule } from '@nestjs/common';
import { LedgerModule } from '@runledger/ledger-module';
import type { ServiceConfig } from '@runledger/service-kit';
import { WatchedJobsGauge } from './job/watched-jobs-gauge.js';

@Module({})
export class SchedulerModule {
  static forService(config: ServiceConfig): DynamicModule {
    return {
      module: SchedulerModule,
      imports: [LedgerModule.forService({ service: 'scheduler', contexts: ['project', 'job'], config })],
      providers: [WatchedJobsGauge],
    };
  }
}
