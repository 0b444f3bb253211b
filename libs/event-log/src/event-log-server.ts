import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { TOPICS, type Context, type Offset } from '@runledger/contracts';
import { connectionOf } from './connection.js';
import { SILENT, type Diagnostics } from './diagnostics.js';
import { withNeeded } from './record.js';
import { Tail, type Batch } from './tail.js';

export interface EventLogServerOptions {
  readonly brokers: readonly string[];
  /** Replicas of one service share the partitions of its projections by this group. */
  readonly groupId: string;
  readonly contexts: readonly Context[];
  readonly diagnostics?: Diagnostics;
  /** Where the projection stands in a partition; it is asked whenever a partition is assigned. */
  readonly startAt: (partition: number) => Offset;
}

/**
 * Nest transport over the log: a handler is `@EventPattern<string>(topic)` and gets one batch per call, in order per partition.
 * It returns an offset to read again from there, or rejects to get the same batch again. Nest's own Kafka transport gives no
 * control of positions and lets one bad message block a partition.
 */
export class EventLogServer extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('event-log');
  private readonly tails: Tail[] = [];

  constructor(private readonly options: EventLogServerOptions) {
    super();
  }

  listen(callback: (error?: unknown) => void): void {
    const { brokers, groupId, contexts, startAt, diagnostics = SILENT } = this.options;
    const connection = connectionOf({ brokers, clientId: groupId, diagnostics });
    for (const [topic, handler] of this.messageHandlers) {
      const handle = async (batch: Batch): Promise<Offset | undefined> => {
        const answer: unknown = await handler(batch);
        return typeof answer === 'number' ? (answer as Offset) : undefined;
      };
      this.tails.push(new Tail({ connection, topic, groupId: `${groupId}.${topic}`, contexts: withNeeded(contexts), startAt, handle, diagnostics }));
    }
    Promise.all(this.tails.map((tail) => tail.start())).then(() => callback(), callback);
  }

  async close(): Promise<void> {
    await Promise.all(this.tails.map((tail) => tail.stop()));
  }

  /** Hands every partition over again from where `startAt` says now. */
  restart(): void {
    for (const tail of this.tails) tail.reset();
  }

  /** Records of the project log that are known but not projected yet. */
  lagOf(partition: number): number {
    return this.tails[0]?.lagOf(partition) ?? 0;
  }

  override on(): never {
    throw new Error(`events of the transport itself are not exposed; subscribe to ${TOPICS.projectLog.name}`);
  }

  override unwrap<T>(): T {
    throw new Error('the kafkajs consumer stays inside this library');
  }
}
