import { Injectable, Module, type DynamicModule, type OnModuleInit, type Provider } from '@nestjs/common';
import { FolderBlobStore, PayloadBlobs, type BlobStore } from '@runledger/blob-store';
import { Ledger, Payloads } from '@runledger/event-log';
import { ReadStore } from '@runledger/read-models';
import { HealthChecks, LOGGER, SecretBox, type Logger } from '@runledger/service-kit';
import { CurrentProject } from './current-project.js';
import { LedgerHealth } from './ledger-health.js';
import { LEDGER_OPTIONS, type LedgerModuleOptions } from './ledger-options.js';
import { ProjectedModels } from './projected-models.js';
import { JobLogProjectionController, ProjectionController } from './projection.controller.js';

/** The blob store of the installation. */
export const BLOBS = Symbol('BlobStore');

/** Starts the ledger with the application, before anything that decides from it. */
@Injectable()
class LedgerStart implements OnModuleInit {
  constructor(private readonly ledger: Ledger) {}

  onModuleInit(): Promise<void> {
    return this.ledger.start();
  }
}

/** Registers the read store and the projection with readiness. */
@Injectable()
class ModelHealth {
  constructor(store: ReadStore, models: ProjectedModels, checks: HealthChecks) {
    checks.register({ name: 'read-store', check: () => store.ping() });
    checks.register({
      name: 'projection',
      check: () => {
        const problems = models.problems();
        if (problems.length > 0) throw new Error(problems.join('; '));
      },
    });
  }
}

/** A service's access to the log, its read models and the blob store, injectable anywhere in it. */
@Module({})
export class LedgerModule {
  static forService(options: LedgerModuleOptions): DynamicModule {
    const { config, projection, jobLogs } = options;
    const providers: Provider[] = [
      { provide: LEDGER_OPTIONS, useValue: options },
      {
        provide: Ledger,
        inject: [LOGGER],
        useFactory: (logger: Logger) => new Ledger({ brokers: config.kafkaBrokers, topicPrefix: config.topicPrefix, service: options.service, contexts: options.contexts, diagnostics: logger }),
      },
      { provide: BLOBS, useFactory: () => FolderBlobStore.open(config.blobStoreDir) },
      { provide: Payloads, inject: [BLOBS], useFactory: (blobs: BlobStore) => new Payloads(new PayloadBlobs(blobs)) },
      { provide: SecretBox, useFactory: () => new SecretBox(config.secret) },
      CurrentProject,
      LedgerStart,
      LedgerHealth,
    ];
    const models: Provider[] = [
      { provide: ReadStore, useFactory: () => new ReadStore(config.readStore) },
      ProjectedModels,
      ModelHealth,
    ];
    return {
      module: LedgerModule,
      global: true,
      controllers: [...(projection === undefined ? [] : [ProjectionController]), ...(jobLogs === undefined ? [] : [JobLogProjectionController])],
      providers: projection === undefined ? providers : [...providers, ...models],
      exports: projection === undefined ? [Ledger, Payloads, BLOBS, SecretBox, CurrentProject] : [Ledger, Payloads, BLOBS, SecretBox, CurrentProject, ReadStore, ProjectedModels],
    };
  }
}
