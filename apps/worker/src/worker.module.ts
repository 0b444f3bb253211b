import { join } from 'node:path';
import { Inject, Injectable, Module, type DynamicModule } from '@nestjs/common';
import type { BlobStore } from '@runledger/blob-store';
import { BUILT_IN_COMPONENTS, catalogueOf } from '@runledger/domain';
import { JobLogWriter, Ledger, Payloads } from '@runledger/event-log';
import { BLOBS, LedgerModule } from '@runledger/ledger-module';
import { LOGGER, Metrics, type Logger } from '@runledger/service-kit';
import { AttemptPuller } from './attempt/attempt-puller.js';
import { duckdbTransformation } from './component/duckdb-transformation.js';
import { runNoop } from './component/noop.js';
import type { WorkerConfig } from './worker-config.js';

const LOG_CLOSE_TIMEOUT_MS = 3_000;

/** The writer of log lines, made once the partitions of the log are known. */
@Injectable()
export class JobLog {
  private opened: JobLogWriter | undefined;

  constructor(
    private readonly ledger: Ledger,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  get writer(): JobLogWriter {
    this.opened ??= new JobLogWriter({ connection: this.ledger.connection, partitions: this.ledger.partitionCount, diagnostics: this.logger });
    return this.opened;
  }

  async close(): Promise<void> {
    await this.opened?.close(LOG_CLOSE_TIMEOUT_MS);
  }
}

@Module({})
export class WorkerModule {
  static forService(config: WorkerConfig): DynamicModule {
    return {
      module: WorkerModule,
      imports: [LedgerModule.forService({ service: 'worker', contexts: ['job', 'storage'], config })],
      providers: [
        JobLog,
        {
          provide: AttemptPuller,
          inject: [Ledger, Payloads, BLOBS, JobLog, LOGGER, Metrics],
          useFactory: (ledger: Ledger, payloads: Payloads, blobs: BlobStore, jobLog: JobLog, logger: Logger, metrics: Metrics) => {
            const runtimes = { duckdb: duckdbTransformation(blobs, config.transformation), noop: runNoop };
            const tools = { ledger, payloads, blobs, jobLog, logger, worker: config.workerId, workDir: join(config.workDir, config.workerId), runtimes };
            const puller = new AttemptPuller(tools, config.slots, catalogueOf(BUILT_IN_COMPONENTS));
            metrics.gauge({
              name: 'runledger_worker_attempts',
              help: 'Attempts that this worker runs',
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
