import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Offset, ProjectId } from '@runledger/contracts';
import { EventLogServer, Ledger, projectLog, Tail, withNeeded, type Batch } from '@runledger/event-log';
import { ReadModels, ReadStore, type BatchHandler, type LogSource, type LogTail, type ModelReader, type Projection } from '@runledger/read-models';
import { LOGGER, type Logger } from '@runledger/service-kit';
import { LEDGER_OPTIONS, type LedgerModuleOptions } from './ledger-options.js';

const FENCE_TIMEOUT_MS = 2_000;

/** The read models of this service on the one side, the log that fills them on the other. */
@Injectable()
export class ProjectedModels implements OnModuleInit {
  private readonly models: ReadModels;
  private readonly projection: Projection;
  private server: EventLogServer | undefined;

  constructor(
    @Inject(LEDGER_OPTIONS) private readonly options: LedgerModuleOptions,
    private readonly ledger: Ledger,
    store: ReadStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    if (options.projection === undefined) throw new Error(`${options.service} has no projection`);
    this.projection = options.projection;
    this.models = new ReadModels({
      store,
      projection: this.projection,
      log: this.logSource(),
      restart: () => this.server?.restart(),
      onProblem: (err) => this.logger.error({ err }, 'a read model could not be kept'),
    });
  }

  onModuleInit(): void {
    this.models.start();
  }

  get reader(): ModelReader {
    return this.models.reader;
  }

  /** The consumer that hands this service's projection its batches; made once, by the service definition. */
  transport(): EventLogServer {
    const { config, service } = this.options;
    this.server ??= new EventLogServer({
      brokers: config.kafkaBrokers,
      groupId: `projection.${service}`,
      contexts: this.projection.contexts,
      diagnostics: this.logger,
      startAt: (partition) => this.models.positions().get(partition)?.next ?? (0 as Offset),
    });
    return this.server;
  }

  /** @returns offset to read again from, if any. */
  async project(batch: Batch): Promise<Offset | undefined> {
    const handled = await this.models.handle(batch);
    return handled.kind === 'rewind' ? handled.to : undefined;
  }

  /**
   * Waits until queries see everything that is in the project's partition now, so that nobody misses his own change.
   * @throws an error with code KAFKA_UNAVAILABLE or FENCE_TIMEOUT.
   */
  async fence(project: ProjectId): Promise<void> {
    const { partition, offset } = await this.ledger.endOf(project);
    if (!(await this.models.reached(partition, offset, FENCE_TIMEOUT_MS))) throw new FenceTimeout();
  }

  /** What is wrong with the read models; empty when all is well. */
  problems(): readonly string[] {
    const { storeFailure, stopped } = this.models.health();
    return [
      ...(storeFailure === undefined ? [] : [storeFailure.message]),
      ...stopped.map(({ partition, at, reason }) => `projection of partition ${partition} stopped at offset ${at}: ${reason}`),
    ];
  }

  positions(): ReadonlyMap<number, { readonly next: Offset }> {
    return this.models.positions();
  }

  close(): Promise<void> {
    return this.models.close();
  }

  /** A rebuild reads the log from its start, apart from all other readers. */
  private logSource(): LogSource {
    return {
      endOffsets: () => this.ledger.endOffsets(),
      openTail: async (handler: BatchHandler): Promise<LogTail> => {
        const tail = new Tail({
          connection: this.ledger.connection,
          source: projectLog(withNeeded(this.projection.contexts)),
          diagnostics: this.logger,
          handle: async (batch) => {
            const handled = await handler(batch);
            return handled.kind === 'rewind' ? handled.to : undefined;
          },
        });
        await tail.start();
        return tail;
      },
    };
  }
}

/** The projection is behind the log for longer than a client should wait. */
class FenceTimeout extends Error {
  override readonly name = 'FenceTimeout';
  readonly code = 'FENCE_TIMEOUT';
  constructor() {
    super(`the read models did not catch up with the log within ${FENCE_TIMEOUT_MS} ms`);
  }
}
