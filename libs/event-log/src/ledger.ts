import {
  encodeEvent,
  headersOf,
  partitionOfProject,
  TOPICS,
  type Context,
  type DomainEvent,
  type Offset,
  type ProjectId,
  type ServiceName,
} from '@runledger/contracts';
import { applyRecord, maxValue, newPartition, type Change, type LogRecord, type PartitionState, type ProjectState, type Verdict, type VoidReason } from '@runledger/domain';
import type { Admin, Producer } from 'kafkajs';
import { Appender, type Message } from './appender.js';
import { connectionOf, REQUEST_TIMEOUT_MS, type LogConnection } from './connection.js';
import { SILENT, type Diagnostics } from './diagnostics.js';
import { EndOffsets } from './end-offsets.js';
import { isLogFailure, LogFailure } from './failure.js';
import { IdBlocks } from './id-blocks.js';
import { withNeeded } from './record.js';
import { Tail, type Batch } from './tail.js';
import { assertTopics, logPartitionsOf } from './topics.js';

/** What became of an appended event. */
export interface Judged {
  readonly partition: number;
  readonly offset: Offset;
  readonly appendTimeMs: number;
  readonly verdict: Verdict;
  /** What the event changed: the fold's own objects, which go on living. */
  readonly changes: readonly Change[];
}

/** A record as it was judged, for those who look at every one. */
export interface Observed {
  readonly record: LogRecord;
  readonly verdict: Verdict;
  readonly changes: readonly Change[];
}

export interface LedgerOptions {
  readonly brokers: readonly string[];
  readonly service: ServiceName;
  /** Contexts to fold; those that they need are added. */
  readonly contexts: readonly Context[];
  readonly diagnostics?: Diagnostics;
}

/** Somebody who follows the fold. Called in order per partition; must not throw. */
export interface LedgerObserver {
  /** After a record was folded. */
  onRecord?(observed: Observed): void;
  /** After each batch: the moment to decide from state. */
  onBatch?(partition: number): void;
}

const TOPIC_CHECK_INTERVAL_MS = 60_000;
/** Within this a client is answered; 503 after it. */
export const CLIENT_APPEND_TIMEOUT_MS = 10_000;
const FENCE_TIMEOUT_MS = 2_000;
/** A fold that holds the event loop longer than this would starve heartbeats and requests. */
const YIELD_AFTER_MS = 10;

/**
 * A service's view of the project log: the fold of all partitions, appending with the fold's verdict, and fences.
 * Everything outside the log happens only after `append` has resolved with an effective verdict.
 */
export class Ledger {
  readonly connection: LogConnection;
  private readonly diagnostics: Diagnostics;
  private readonly contexts: ReadonlySet<Context>;
  private readonly states = new Map<number, PartitionState>();
  private readonly waiters = new Map<number, Set<() => void>>();
  private readonly observers = new Set<LedgerObserver>();
  private readonly voids = new Map<VoidReason, number>();
  private readonly admin: Admin;
  private readonly producer: Producer;
  private readonly appender: Appender<Judged>;
  private readonly ends: EndOffsets;
  private readonly ids: IdBlocks;
  private readonly tail: Tail;
  private topicCheck: NodeJS.Timeout | undefined;
  private topicProblem: string | undefined;
  private partitions = 0;

  constructor(options: LedgerOptions) {
    this.diagnostics = options.diagnostics ?? SILENT;
    this.contexts = withNeeded(options.contexts);
    this.connection = connectionOf({ brokers: options.brokers, clientId: options.service, diagnostics: this.diagnostics });
    this.admin = this.connection.admin();
    this.producer = this.connection.producer();
    this.ends = new EndOffsets(this.admin, TOPICS.projectLog.name);
    this.ids = new IdBlocks(this.producer, options.service);
    this.appender = new Appender<Judged>({ diagnostics: this.diagnostics, send: (partition, messages) => this.send(partition, messages) });
    this.tail = new Tail({
      connection: this.connection,
      topic: TOPICS.projectLog.name,
      contexts: this.contexts,
      diagnostics: this.diagnostics,
      handle: (batch) => this.fold(batch),
    });
  }

  /**
   * Checks the topics, folds the log up to its present end and takes ids beyond those in use.
   * @throws LogFailure TOPIC_UNSAFE when the broker does not keep what the design needs.
   */
  async start(): Promise<void> {
    await this.admin.connect();
    await this.producer.connect();
    await assertTopics(this.admin);
    this.partitions = (await logPartitionsOf(this.admin)) ?? 0;
    this.topicCheck = setInterval(() => void this.checkTopics(), TOPIC_CHECK_INTERVAL_MS);
    this.topicCheck.unref();
    await this.tail.start();
    await this.caughtUp();
    await this.ids.skipPast(Math.max(-1, ...[...this.states.values()].map(({ usedIds }) => maxValue(usedIds))));
  }

  /** Finishes appends under way, then stops reading. */
  async stop(timeoutMs = 5_000): Promise<void> {
    clearInterval(this.topicCheck);
    await this.appender.close(timeoutMs);
    await this.tail.stop();
    await this.producer.disconnect();
    await this.admin.disconnect();
  }

  /** Everything of a project that can still change, as of the last folded record; undefined when there is no such project (yet). */
  project(id: ProjectId): ProjectState | undefined {
    return this.states.get(this.partitionOf(id))?.projects.get(id);
  }

  *projects(): Generator<ProjectState> {
    for (const { projects } of this.states.values()) yield* projects.values();
  }

  /** Append time of the newest record of a project's partition: the clock that verdicts know. */
  logTimeMs(id: ProjectId): number {
    return this.states.get(this.partitionOf(id))?.appendTimeMs ?? 0;
  }

  partitionOf(id: ProjectId): number {
    return partitionOfProject(id, Math.max(1, this.partitions));
  }

  get partitionCount(): number {
    return this.partitions;
  }

  /** A new decimal id, unique across the installation. */
  newId(): Promise<string> {
    return this.ids.next();
  }

  /**
   * Appends an event and resolves with the fold's verdict on it, read back from the log.
   * @param timeoutMs how long the caller can wait, 5 minutes at most.
   * @throws LogFailure KAFKA_UNAVAILABLE (nothing happened) or APPEND_UNCONFIRMED (it may still take effect).
   */
  append(event: DomainEvent, timeoutMs = CLIENT_APPEND_TIMEOUT_MS): Promise<Judged> {
    return this.appendTo(this.partitionOf(event.project), event, timeoutMs);
  }

  /** Appends an event about the log itself to one partition. */
  appendTo(partition: number, event: DomainEvent, timeoutMs = CLIENT_APPEND_TIMEOUT_MS): Promise<Judged> {
    if (this.topicProblem !== undefined) return Promise.reject(new LogFailure('TOPIC_UNSAFE', this.topicProblem));
    const stopped = this.states.get(partition)?.stopped;
    if (stopped !== undefined) return Promise.reject(new LogFailure('PARTITION_STOPPED', stopped.reason));
    const message: Message = { key: event.project, value: Buffer.from(encodeEvent(event)), headers: { ...headersOf(event) } };
    return this.appender.append(partition, event.id, message, timeoutMs);
  }

  /**
   * Waits until this fold has seen everything that was in the project's partition when it was called: before any negative answer
   * and before any decision on what others wrote (log review F15).
   * @throws LogFailure KAFKA_UNAVAILABLE when that cannot be known in time.
   */
  async fence(id: ProjectId): Promise<Offset> {
    const { partition, offset } = await this.endOf(id);
    await this.reached(partition, offset, FENCE_TIMEOUT_MS);
    return offset;
  }

  /** End of a project's partition in the log, for fences of other consumers. */
  async endOf(id: ProjectId): Promise<{ readonly partition: number; readonly offset: Offset }> {
    const partition = this.partitionOf(id);
    const ends = await within(FENCE_TIMEOUT_MS, this.ends.latest());
    return { partition, offset: ends.get(partition) ?? (0 as Offset) };
  }

  /** End offsets of all partitions. */
  endOffsets(): Promise<ReadonlyMap<number, Offset>> {
    return this.ends.latest();
  }

  /** Follows the fold from now on. Returns how to stop that. */
  follow(observer: LedgerObserver): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  /** Why this service should not be trusted at the moment; empty when it may. */
  problems(): readonly string[] {
    const problems = this.topicProblem === undefined ? [] : [this.topicProblem];
    for (const { partition, stopped } of this.states.values()) {
      if (stopped !== undefined) problems.push(`partition ${partition} stopped at offset ${stopped.at}: ${stopped.reason}`);
    }
    const silentMs = Date.now() - this.tail.lastFetchMs;
    if (silentMs > 2 * REQUEST_TIMEOUT_MS) problems.push(`the broker has not answered for ${Math.round(silentMs / 1000)} s`);
    return problems;
  }

  /** Position and lag per partition, and how many events were void by reason, since the start of this process. */
  metrics(): { readonly partitions: readonly { partition: number; position: number; lag: number }[]; readonly voids: ReadonlyMap<VoidReason, number> } {
    const partitions = [...this.states.keys()].map((partition) => ({ partition, position: this.tail.positionOf(partition), lag: this.tail.lagOf(partition) }));
    return { partitions, voids: this.voids };
  }

  private async send(partition: number, messages: readonly Message[]): Promise<void> {
    await this.producer.send({
      topic: TOPICS.projectLog.name,
      acks: -1,
      timeout: REQUEST_TIMEOUT_MS,
      messages: messages.map(({ key, value, headers }) => ({ partition, key, value, headers: { ...headers } })),
    });
  }

  private async fold({ partition, records }: Batch): Promise<Offset | undefined> {
    const state = this.states.get(partition) ?? newPartition(partition);
    this.states.set(partition, state);
    let sliceStartMs = performance.now();
    for (const record of records) {
      const applied = applyRecord(state, record);
      if (applied.kind === 'rewind') return applied.to;
      if (applied.kind === 'applied') this.observe(record, applied.verdict, applied.changes);
      else if (state.stopped?.at === record.offset) this.diagnostics.error({ partition, offset: record.offset, reason: applied.reason }, 'this partition cannot be folded any further');
      if (performance.now() - sliceStartMs < YIELD_AFTER_MS) continue;
      await new Promise((resolve) => setImmediate(resolve));
      sliceStartMs = performance.now();
    }
    for (const wake of this.waiters.get(partition) ?? []) wake();
    for (const observer of this.observers) observer.onBatch?.(partition);
    return undefined;
  }

  private observe(record: LogRecord, verdict: Verdict, changes: readonly Change[]): void {
    if (!verdict.effective) this.voids.set(verdict.reason, (this.voids.get(verdict.reason) ?? 0) + 1);
    if (record.decoded.kind === 'event') {
      this.appender.readBack(record.decoded.event.id, { partition: record.partition, offset: record.offset, appendTimeMs: record.appendTimeMs, verdict, changes });
    }
    for (const observer of this.observers) observer.onRecord?.({ record, verdict, changes });
  }

  private foldedTo(partition: number): Offset {
    return this.states.get(partition)?.next ?? (0 as Offset);
  }

  private async reached(partition: number, end: Offset, timeoutMs: number): Promise<void> {
    const isReached = (): boolean => this.foldedTo(partition) >= end || this.states.get(partition)?.stopped !== undefined;
    if (isReached()) return;
    const waiting = this.waiters.get(partition) ?? new Set();
    this.waiters.set(partition, waiting);
    await new Promise<void>((resolve, reject) => {
      const finish = (then: () => void): void => {
        clearTimeout(timer);
        waiting.delete(check);
        then();
      };
      const check = (): void => {
        if (isReached()) finish(resolve);
      };
      const timer = setTimeout(
        () => finish(() => reject(new LogFailure('KAFKA_UNAVAILABLE', `the log was not read up to its end within ${timeoutMs} ms`))),
        timeoutMs,
      );
      waiting.add(check);
    });
  }

  private async caughtUp(): Promise<void> {
    const ends = await this.ends.latest();
    let folded = -1;
    for (;;) {
      const now = [...ends.keys()].reduce((sum, partition) => sum + this.foldedTo(partition), 0);
      const missing = [...ends].filter(([partition, end]) => this.foldedTo(partition) < end && this.states.get(partition)?.stopped === undefined);
      if (missing.length === 0) return;
      if (now !== folded) this.diagnostics.debug({ folded: now, partitions: missing.length }, 'folding the log');
      folded = now;
      const [first] = missing;
      if (first !== undefined) await this.reached(first[0], first[1], 1_000).catch(() => undefined);
    }
  }

  private async checkTopics(): Promise<void> {
    try {
      await assertTopics(this.admin);
      this.topicProblem = undefined;
    } catch (error) {
      // Only a broker that answers can be found unsafe; one that does not is another problem.
      if (!isLogFailure(error)) return;
      this.topicProblem = error.message;
      this.diagnostics.error({ problem: error.message }, 'the topics are not safe any more, nothing is appended');
    }
  }
}

/** @throws LogFailure KAFKA_UNAVAILABLE when the answer takes longer. */
const within = async <T>(timeoutMs: number, answer: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LogFailure('KAFKA_UNAVAILABLE', `the broker did not answer within ${timeoutMs} ms`)), timeoutMs);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
};
