import { join } from 'node:path';
import { Module, type DynamicModule } from '@nestjs/common';
import type { BlobStore } from '@runledger/blob-store';
import { Ledger, Payloads } from '@runledger/event-log';
import { BLOBS, LedgerModule } from '@runledger/ledger-module';
import { LOGGER, Metrics, type Logger } from '@runledger/service-kit';
import { Buckets } from './bucket/buckets.js';
import { BucketsController } from './bucket/buckets.controller.js';
import { StorageJobPuller } from './executor/storage-job-puller.js';
import { StorageJobCreation } from './storage-job/storage-job-creation.js';
import { StorageJobMetrics } from './storage-job/storage-job-metrics.js';
import { StorageJobReader } from './storage-job/storage-job-reader.js';
import { StorageJobsController } from './storage-job/storage-jobs.controller.js';
import type { StorageJobsConfig } from './storage-jobs-config.js';
import { storageJobsProjection } from './storage-jobs-projection.js';
import { BucketTablesController } from './table/bucket-tables.controller.js';
import { TablePreviews } from './table/table-preview.js';
import { Tables } from './table/tables.js';
import { TablesController } from './table/tables.controller.js';
import { TableVersionsController } from './version/table-versions.controller.js';
import { VisibleStorage } from './visible-storage.js';

@Module({})
export class StorageJobsModule {
  static forService(config: StorageJobsConfig): DynamicModule {
    return {
      module: StorageJobsModule,
      imports: [
        LedgerModule.forService({
          service: 'storage-jobs',
          contexts: ['storage', 'file'],
          config,
          projection: storageJobsProjection,
        }),
      ],
      controllers: [BucketsController, BucketTablesController, TablesController, TableVersionsController, StorageJobsController],
      providers: [
        VisibleStorage,
        Buckets,
        Tables,
        StorageJobCreation,
        StorageJobReader,
        StorageJobMetrics,
        {
          provide: TablePreviews,
          inject: [BLOBS],
          useFactory: (blobs: BlobStore) => new TablePreviews(blobs, config.engine, config.workDir),
        },
        {
          provide: StorageJobPuller,
          inject: [Ledger, Payloads, BLOBS, LOGGER, Metrics],
          useFactory: (ledger: Ledger, payloads: Payloads, blobs: BlobStore, logger: Logger, metrics: Metrics) => {
            const { executorId: executor, slots, engine } = config;
            const puller = new StorageJobPuller(
              { ledger, payloads, blobs, logger, executor, engine, workDir: join(config.workDir, executor) },
              slots,
            );
            metrics.gauge({
              name: 'runledger_storage_attempts',
              help: 'Storage jobs that this executor runs',
              collect() {
                this.set(puller.runningCount);
              },
            });
            return puller;
          },
        },
      ],
    };
  }
}
