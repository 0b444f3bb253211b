import { Module, type DynamicModule } from '@nestjs/common';
import { LedgerModule } from '@runledger/ledger-module';
import type { ServiceConfig } from '@runledger/service-kit';
import { JobPagesController } from './console/job-pages.controller.js';
import { SlotsController } from './console/slots.controller.js';
import { EventFeed } from './event/event-feed.js';
import { BucketEventsController, EventsController, TableEventsController } from './event/events.controller.js';
import { jobLogProjection } from './event/job-log-model.js';
import { jobApiProjection } from './job-api-projection.js';
import { JobCreation } from './job/job-creation.js';
import { JobMetrics } from './job/job-metrics.js';
import { JobReader } from './job/job-reader.js';
import { JobsController } from './job/jobs.controller.js';
import { SearchController } from './search/search.controller.js';

@Module({})
export class JobApiModule {
  static forService(config: ServiceConfig): DynamicModule {
    return {
      module: JobApiModule,
      imports: [LedgerModule.forService({ service: 'job-api', contexts: ['job', 'storage'], config, projection: jobApiProjection, jobLogs: jobLogProjection })],
      controllers: [JobsController, SearchController, EventsController, TableEventsController, BucketEventsController, JobPagesController, SlotsController],
      providers: [JobCreation, JobReader, JobMetrics, EventFeed],
    };
  }
}
