import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { TOPICS, type Offset, type ProjectId } from '@runledger/contracts';
import { EventLogServer, jobLogs, Ledger, projectLog, Tail, withNeeded, type Batch, type JobLogRecord, type LogSource, type PlacedRecord } from '@runledger/event-log';
import { ReadModels, ReadStore, type LogSource as RebuildSource, type ModelReader, type ProjectedRecord, type Projection } from '@runledger/read-models';
import { LOGGER, type Logger } from '@runledger/service-kit';
import { LEDGER_OPTIONS, type LedgerModuleOptions } from './ledger-options.js';

const FENCE_TIMEOUT_MS = 2_000;
const LINES_TIMEOUT_MS = 500;

/** The projection is behind the log for longer than a client should wait. */
class FenceTimeout extends Error {
  override readonly name = 'FenceTimeout';
  readonly code = 'FENCE_TIMEOUT';
  constructor() {
    super(`the read models did not catch up with the log within ${FENCE_TIMEOUT_MS} ms`);
  }
}

/** The read models of this service on the one side, the log that fills them on the other. */
@Injectable()
export class ProjectedModels implements OnModuleInit {
  /** By the topic that fills them. */
  private readonly byTopic: ReadonlyMap<string, ReadModels>;
  private server: EventLogServer | undefined;

  constructor(
    @Inject(LEDGER_OPTIONS) private readonly options: LedgerModuleOptions,
    private readonly ledger: Ledger,
    private readonly store: ReadStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const { projection, jobLogs: lines } = options;
    this.byTopic = new Map([
      ...(projection === undefined ? [] : [[TOPICS.projectLog.name, this.modelsOf(projection)] as const]),
      ...(lines === undefined ? [] : [[TOPICS.jobLogs.name, this.modelsOf(lines)] as const]),
    ]);
  }

  onModuleInit(): void {
    for (const models of this.byTopic.values()) models.start();
  }

  /** Queries on the models of the project log. */
  get reader(): ModelReader {
    return this.of(TOPICS.projectLog.name).reader;
  }

  /** Queries on the models of the job logs. */
  get jobLogReader(): ModelReader {
    return this.of(TOPICS.jobLogs.name).reader;
  }

  /** The consumer that hands this service's projections their batches; made once, by the service definition. */
  transport(): EventLogServer {
    const { config, service, projection } = this.options;
    this.server ??= new EventLogServer({
      brokers: config.kafkaBrokers,
      topicPrefix: config.topicPrefix,
      // Those who share a read store share the partitions; another store is filled from all of them.
      groupId: `${config.topicPrefix}projection.${service}.${new URL(config.readStore.url).pathname.slice(1)}`,
      contexts: projection?.contexts ?? [],
      diagnostics: this.logger,
      startAt: (partition, topic) => this.of(topic).positions().get(partition)?.next ?? (0 as Offset),
    });
    return this.server;
  }

  /** @returns offset to read again from, if any. */
  async project(topic: string, batch: Batch | Batch<JobLogRecord>): Promise<Offset | undefined> {
    const handled = await this.of(topic).handle(batch);
    return handled.kind === 'rewind' ? handled.to : undefined;
  }

  /**
   * Waits until queries see everything that is in the project's partition now, so that nobody misses his own change.
   * @throws an error with code KAFKA_UNAVAILABLE or FENCE_TIMEOUT.
   */
  async fence(project: ProjectId): Promise<void> {
    await this.reached(await this.ledger.endOf(project));
  }

  /**
   * Waits until queries see everything that this service's own fold has seen: for answers that are made of both.
   * @throws an error with code FENCE_TIMEOUT.
   */
  async upToFold(project: ProjectId): Promise<void> {
    await this.reached(this.ledger.foldedTo(project));
  }

  /**
   * Waits a moment until queries see the lines that are in the job logs now. Goes on without them when that takes longer: a component
   * that writes much must not keep others from reading.
   */
  async linesCaughtUp(): Promise<void> {
    try {
      const ends = await this.ledger.endOffsetsOf(TOPICS.jobLogs);
      const models = this.of(TOPICS.jobLogs.name);
      const written = [...ends].filter(([, end]) => end > 0);
      await Promise.all(written.map(([partition, end]) => models.reached(partition, end, LINES_TIMEOUT_MS)));
    } catch (error) {
      this.logger.debug({ err: error }, 'log lines are read as far as they are known');
    }
  }

  private async reached({ partition, offset }: { readonly partition: number; readonly offset: Offset }): Promise<void> {
    if (!(await this.of(TOPICS.projectLog.name).reached(partition, offset, FENCE_TIMEOUT_MS))) throw new FenceTimeout();
  }

  /** What is wrong with the read models; empty when all is well. */
  problems(): readonly string[] {
    return [...this.byTopic.values()].flatMap((models) => {
      const { storeFailure, stopped } = models.health();
      return [
        ...(storeFailure === undefined ? [] : [storeFailure.message]),
        ...stopped.map(({ partition, at, reason }) => `projection of partition ${partition} stopped at offset ${at}: ${reason}`),
      ];
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.byTopic.values()].map((models) => models.close()));
  }

  private of(topic: string): ReadModels {
    const models = this.byTopic.get(topic);
    if (models === undefined) throw new Error(`${this.options.service} has no read models of ${topic}`);
    return models;
  }

  private modelsOf(projection: Projection): ReadModels {
    const source = projection.source === 'job-logs' ? this.rebuildSource(jobLogs) : this.rebuildSource(projectLog(withNeeded(projection.contexts)));
    return new ReadModels({
      store: this.store,
      projection,
      log: source,
      restart: () => this.server?.restart(),
      onProblem: (err) => this.logger.error({ err }, 'a read model could not be kept'),
    });
  }

  /** A rebuild reads the log from its start, apart from all other readers. */
  private rebuildSource<Item extends PlacedRecord & ProjectedRecord>(source: LogSource<Item>): RebuildSource {
    return {
      endOffsets: () => this.ledger.endOffsetsOf(source.topic),
      openTail: async (handler) => {
        const tail = new Tail<Item>({
          connection: this.ledger.connection,
          source,
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
