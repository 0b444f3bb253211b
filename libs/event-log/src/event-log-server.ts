import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { TOPICS, type Context, type Offset } from '@runledger/contracts';
import { lastValueFrom } from 'rxjs';
import { connectionOf, type LogAddress, type LogConnection } from './connection.js';
import { SILENT, type Diagnostics } from './diagnostics.js';
import { jobLogs, projectLog, withNeeded, type LogSource, type PlacedRecord } from './log-source.js';
import { Tail } from './tail.js';

export interface EventLogServerOptions extends LogAddress {
  /** Replicas of one service share the partitions of its projections by this group. */
  readonly groupId: string;
  /** Contexts of the project log that are projected; those that they need are added. */
  readonly contexts: readonly Context[];
  readonly diagnostics?: Diagnostics;
  /** Where the projection stands in a partition of a topic; it is asked whenever the partition is assigned. */
  readonly startAt: (partition: number, topic: string) => Offset;
}

/** What Nest has registered for a topic. */
type Handler = ReturnType<EventLogServer['getHandlers']> extends Map<string, infer Registered> ? Registered : never;

/**
 * Nest transport over the log: a handler is `@EventPattern<string>(TOPICS.….name)` and gets one `Batch` per call, in order per
 * partition: `Batch` of `project-log`, `Batch<JobLogRecord>` of `job-logs`. It returns an offset to read again from there, or
 * rejects to get the same batch again. Nest's own Kafka transport gives no control of positions and lets one bad message block a partition.
 */
export class EventLogServer extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('event-log');
  private readonly tails = new Map<string, Pick<Tail, 'start' | 'stop' | 'reset' | 'lagOf'>>();

  constructor(private readonly options: EventLogServerOptions) {
    super();
  }

  listen(callback: (error?: unknown) => void): void {
    const { groupId, contexts, diagnostics = SILENT } = this.options;
    const connection = connectionOf({ ...this.options, clientId: groupId, diagnostics });
    try {
      for (const [topic, handler] of this.messageHandlers) {
        if (handler.next !== undefined) throw new Error(`two handlers of topic ${topic}: a position belongs to one`);
        this.tails.set(topic, this.tailOf(connection, topic, handler, contexts));
      }
    } catch (error) {
      callback(error);
      return;
    }
    Promise.all([...this.tails.values()].map((tail) => tail.start())).then(() => callback(), callback);
  }

  private tailOf(
    connection: LogConnection,
    topic: string,
    handler: Handler,
    contexts: readonly Context[],
  ): Pick<Tail, 'start' | 'stop' | 'reset' | 'lagOf'> {
    switch (topic) {
      case TOPICS.projectLog.name:
        return this.tail(connection, projectLog(withNeeded(contexts)), handler);
      case TOPICS.jobLogs.name:
        return this.tail(connection, jobLogs, handler);
      default:
        throw new Error(`there is no topic ${topic} to handle`);
    }
  }

  private tail<Item extends PlacedRecord>(connection: LogConnection, source: LogSource<Item>, handler: Handler): Tail<Item> {
    const { groupId, startAt, diagnostics = SILENT } = this.options;
    const topic = source.topic.name;
    return new Tail<Item>({
      connection,
      source,
      groupId: `${groupId}.${connection.topicOf(source.topic)}`,
      startAt: (partition) => startAt(partition, topic),
      diagnostics,
      handle: async (batch) => {
        // Nest turns what a handler throws into a stream that fails.
        const answer: unknown = await lastValueFrom(this.transformToObservable(handler(batch)), { defaultValue: undefined });
        return typeof answer === 'number' ? (answer as Offset) : undefined;
      },
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.tails.values()].map((tail) => tail.stop()));
  }

  /** Hands every partition over again from where `startAt` says now. */
  restart(): void {
    for (const tail of this.tails.values()) tail.reset();
  }

  /** Records of the project log that are known but not projected yet. */
  lagOf(partition: number): number {
    return this.tails.get(TOPICS.projectLog.name)?.lagOf(partition) ?? 0;
  }

  override on(): never {
    throw new Error(`events of the transport itself are not exposed; subscribe to ${TOPICS.projectLog.name}`);
  }

  override unwrap<T>(): T {
    throw new Error('the kafkajs consumer stays inside this library');
  }
}
