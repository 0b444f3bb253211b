import {
  encodeEvent,
  EVENTS,
  headersOf,
  partitionOfProject,
  TOPICS,
  type Context,
  type DomainEvent,
  type Offset,
  type ProjectId,
  type ServiceName,
  type TopicContract,
} from '@runledger/contracts';
import { maxValue, type Change, type ProjectState, type Verdict, type VoidReason } from '@runledger/domain';
import type { Admin, Producer } from 'kafkajs';
import { Appender } from './appender.js';
import { connectionOf, REQUEST_TIMEOUT_MS, type LogAddress, type LogConnection } from './connection.js';
import { SILENT, type Diagnostics } from './diagnostics.js';
import { EndOffsets } from './end-offsets.js';
import { LogFailure } from './failure.js';
import { IdBlocks } from './id-blocks.js';
import { LogFold, type LedgerObserver } from './log-fold.js';
import { projectLog, withNeeded } from './log-source.js';
import type { ReplacedClient } from './replaced-client.js';
import { sendBatchTo } from './send-batch.js';
import { Tail } from './tail.js';
import { endsOf } from './topics.js';
import { TopicWatch } from './topic-watch.js';
import { within } from './within.js';

/** What became of an appended event. */
export interface Judged {
  readonly partition: number;
  readonly offset: Offset;
  readonly appendTimeMs: number;
  readonly verdict: Verdict;
  /** What the event changed: the fold's own objects, which go on living. */
  readonly changes: readonly Change[];
}

export interface LedgerOptions extends LogAddress {
  readonly service: ServiceName;
  /** Contexts to fold; those that they need are added. */
  readonly contexts: readonly Context[];
  readonly diagnostics?: Diagnostics;
  readonly topicCheckIntervalMs?: number;
}

/** Within this a client is answered; 503 after it. */
export const CLIENT_APPEND_TIMEOUT_MS = 10_000;
const TOPIC_CHECK_INTERVAL_MS = 60_000;
const FENCE_TIMEOUT_MS = 2_000;
/** How often a service that reads a long log at its start looks whether it was told to stop. */
const CATCH_UP_LOOK_MS = 1_000;
/** For so long the broker may be silent before a service calls itself unfit. */
const SILENCE_MS_MAX = 2 * REQUEST_TIMEOUT_MS;

/**
 * A service's view of the project log: the fold of all partitions, appending with the fold's verdict, and fences.
 * Everything outside the log happens only after `append` has resolved with an effective verdict.
 */
export class Ledger {
  readonly connection: LogConnection;
  private readonly service: ServiceName;
  private readonly contexts: ReadonlySet<Context>;
  private readonly diagnostics: Diagnostics;
  private readonly admin: ReplacedClient<Admin>;
  private readonly producer: ReplacedClient<Producer>;
  private readonly topics: TopicWatch;
  private readonly fold: LogFold;
  private readonly appender: Appender<Judged>;
  private readonly ends: EndOffsets;
  private readonly ids: IdBlocks;
  private readonly tail: Tail;
  private partitions = 0;
  private isStopped = false;

  constructor(options: LedgerOptions) {
    const { service, contexts, diagnostics = SILENT, topicCheckIntervalMs = TOPIC_CHECK_INTERVAL_MS } = options;
    const connection = connectionOf({ ...options, clientId: service, diagnostics });
    this.service = service;
    this.contexts = withNeeded(contexts);
    this.diagnostics = diagnostics;
    this.connection = connection;
    this.admin = connection.admin();
    this.producer = connection.producer();
    this.topics = new TopicWatch({ connection, admin: this.admin, diagnostics, intervalMs: topicCheckIntervalMs });
    this.ends = this.endsAsked(TOPICS.projectLog);
    this.ids = new IdBlocks(sendBatchTo(connection, this.producer, TOPICS.idBlocks), service);
    this.appender = new Appender({ diagnostics, send: sendBatchTo(connection, this.producer, TOPICS.projectLog) });
    this.fold = new LogFold(diagnostics);
    this.fold.follow(this.readBack());
    this.tail = new Tail({
      connection,
      source: projectLog(this.contexts),
      diagnostics,
      handle: (batch) => this.fold.fold(batch),
    });
  }

  /**
   * Checks the topics, folds the log up to its present end and takes ids beyond those in use. To be called once.
   * @throws LogFailure TOPIC_UNSAFE when the broker does not keep what the design needs, KAFKA_UNAVAILABLE when it does not answer.
   */
  async start(): Promise<void> {
    const startMs = Date.now();
    try {
      this.partitions = await this.topics.start();
      await this.tail.start();
      await this.caughtUp();
      this.diagnostics.info({ partitions: this.partitions, tookMs: Date.now() - startMs }, 'the log is folded up to its end');
      this.assertOpened();
      await this.ids.skipPast(Math.max(-1, ...[...this.fold.states.values()].map(({ usedIds }) => maxValue(usedIds))));
    } catch (error) {
      await this.stop(0);
      throw error;
    }
  }

  /** Finishes appends under way, then stops reading. */
  async stop(timeoutMs = 5_000): Promise<void> {
    this.isStopped = true;
    this.topics.stop();
    await this.appender.close(timeoutMs);
    await this.tail.stop();
    await this.producer.close();
    await this.admin.close();
  }

  /** Everything of a project that can still change, as of the last folded record; undefined when there is no such project (yet). */
  project(id: ProjectId): ProjectState | undefined {
    return this.fold.states.get(this.partitionOf(id))?.projects.get(id);
  }

  *projects(): Generator<ProjectState> {
    for (const { projects } of this.fold.states.values()) yield* projects.values();
  }

  /** Append time of the newest record of a project's partition: the clock that verdicts know. */
  logTimeMs(id: ProjectId): number {
    return this.fold.states.get(this.partitionOf(id))?.appendTimeMs ?? 0;
  }

  partitionOf(id: ProjectId): number {
    return partitionOfProject(id, Math.max(1, this.partitions));
  }

  get partitionCount(): number {
    return this.partitions;
  }

  /**
   * A new decimal id, unique across the installation.
   * @throws LogFailure KAFKA_UNAVAILABLE.
   */
  newId(): Promise<string> {
    return this.ids.next();
  }

  /**
   * Appends an event and resolves with the fold's verdict on it, read back from the log.
   * @param timeoutMs how long the caller can wait, 5 minutes at most.
   * @throws LogFailure KAFKA_UNAVAILABLE, TOPIC_UNSAFE, PARTITION_STOPPED (nothing happened), or APPEND_UNCONFIRMED (it may still
   * take effect); InvalidEvent when it breaks its contract.
   */
  append(event: DomainEvent, timeoutMs = CLIENT_APPEND_TIMEOUT_MS): Promise<Judged> {
    return this.appendTo(this.partitionOf(event.project), event, timeoutMs);
  }

  /** Appends an event about the log itself to one partition. */
  async appendTo(partition: number, event: DomainEvent, timeoutMs = CLIENT_APPEND_TIMEOUT_MS): Promise<Judged> {
    const { context } = EVENTS[event.type];
    if (!this.contexts.has(context))
      throw new Error(`${this.service} does not fold ${context} events, so it could not read ${event.type} back`);
    if (this.topics.problem !== undefined) throw new LogFailure('TOPIC_UNSAFE', this.topics.problem);
    const stopped = this.fold.states.get(partition)?.stopped;
    // The one event that a stopped partition waits for.
    if (stopped !== undefined && event.type !== 'RecordVoided') throw new LogFailure('PARTITION_STOPPED', stopped.reason);
    const message = { key: event.project, value: Buffer.from(encodeEvent(event)), headers: { ...headersOf(event) } };
    return this.appender.append(partition, event.id, message, timeoutMs);
  }

  /**
   * Waits until this fold has seen everything that was in the project's partition when it was called: before any negative answer
   * and before any decision on what others wrote (log review F15).
   * @throws LogFailure KAFKA_UNAVAILABLE when that cannot be known in time, PARTITION_STOPPED when it cannot be known at all.
   */
  async fence(id: ProjectId): Promise<Offset> {
    const { partition, offset } = await this.endOf(id);
    await this.fold.reached(partition, offset, FENCE_TIMEOUT_MS);
    return offset;
  }

  /** End of a project's partition in the log, for fences of other consumers. @throws LogFailure KAFKA_UNAVAILABLE. */
  async endOf(id: ProjectId): Promise<{ readonly partition: number; readonly offset: Offset }> {
    const partition = this.partitionOf(id);
    const ends = await within(FENCE_TIMEOUT_MS, this.ends.latest());
    return { partition, offset: ends.get(partition) ?? (0 as Offset) };
  }

  /** How far the project's partition is folded: the offset that comes next. */
  foldedTo(id: ProjectId): { readonly partition: number; readonly offset: Offset } {
    const partition = this.partitionOf(id);
    return { partition, offset: this.fold.foldedTo(partition) };
  }

  /** End offsets of all partitions. @throws LogFailure KAFKA_UNAVAILABLE. */
  endOffsets(): Promise<ReadonlyMap<number, Offset>> {
    return this.ends.latest();
  }

  /** End offsets of all partitions of any topic. @throws LogFailure KAFKA_UNAVAILABLE. */
  endOffsetsOf(topic: TopicContract): Promise<ReadonlyMap<number, Offset>> {
    return this.endsAsked(topic).latest();
  }

  /** Follows the fold from now on. Returns how to stop that. */
  follow(observer: LedgerObserver): () => void {
    return this.fold.follow(observer);
  }

  /** Why this service should not be trusted at the moment; empty when it may. */
  problems(): readonly string[] {
    const problems = [...this.tail.problems()];
    if (this.topics.problem !== undefined) problems.push(this.topics.problem);
    for (const { partition, stopped } of this.fold.states.values()) {
      if (stopped !== undefined) problems.push(`partition ${partition} stopped at offset ${stopped.at}: ${stopped.reason}`);
    }
    const silentMs = Date.now() - Math.min(this.tail.lastFetchMs, this.appender.unavailableSinceMs ?? Infinity);
    if (silentMs > SILENCE_MS_MAX) problems.push(`the broker has not answered for ${Math.round(silentMs / 1000)} s`);
    return problems;
  }

  /** Position and lag per partition, and how many events were void by reason, since the start of this process. */
  metrics(): {
    readonly partitions: readonly { partition: number; position: number; lag: number }[];
    readonly voids: ReadonlyMap<VoidReason, number>;
  } {
    const partitions = [...this.fold.states.keys()].map((partition) => ({
      partition,
      position: this.tail.positionOf(partition),
      lag: this.tail.lagOf(partition),
    }));
    return { partitions, voids: this.fold.voids };
  }

  private endsAsked(topic: TopicContract): EndOffsets {
    return new EndOffsets(() => this.admin.use((client) => endsOf(client, this.connection.topicOf(topic))));
  }

  /** Tells the appender what has been read, before anybody else acts on it. */
  private readBack(): LedgerObserver {
    return {
      onRecord: ({ record: { partition, offset, appendTimeMs, decoded }, verdict, changes }) => {
        if (decoded.kind === 'event')
          this.appender.readBack(decoded.event.id, { partition, offset, appendTimeMs, verdict, changes });
      },
      onBatch: (partition) => this.appender.readUpTo(partition, this.fold.foldedTo(partition)),
    };
  }

  /** Until everything is folded that is in the log now; a partition that is stopped is left as it is. */
  private async caughtUp(): Promise<void> {
    for (const [partition, end] of await this.ends.latest()) {
      while (this.fold.foldedTo(partition) < end && this.fold.states.get(partition)?.stopped === undefined) {
        if (this.isStopped) throw new LogFailure('KAFKA_UNAVAILABLE', 'stopped before the log was read');
        await this.fold.reached(partition, end, CATCH_UP_LOOK_MS).catch(() => undefined);
      }
    }
  }

  /** The number of partitions is for ever: another one would send projects elsewhere (log review F13). */
  private assertOpened(): void {
    for (let partition = 0; partition < this.partitions; partition += 1) {
      const state = this.fold.states.get(partition);
      if (state === undefined)
        throw new LogFailure('TOPIC_UNSAFE', `partition ${partition} of the log is empty: run "runledger init"`);
      if (state.partitions !== this.partitions && state.stopped === undefined) {
        throw new LogFailure(
          'TOPIC_UNSAFE',
          `the log was opened with ${state.partitions} partitions and has ${this.partitions} now; their number must not change`,
        );
      }
    }
  }
}
