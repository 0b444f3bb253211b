import type { EventId, Offset } from '@runledger/contracts';
import { InvalidEvent } from '@runledger/contracts';
import { SILENT, type Diagnostics } from './diagnostics.js';
import { LogFailure } from './failure.js';
import { Lane, type Outgoing } from './lane.js';
import { BATCH_BYTES_MAX, bytesOf, type Message, type SendBatch } from './outgoing.js';

export interface AppenderOptions {
  readonly send: SendBatch;
  readonly diagnostics?: Diagnostics;
  /** Events waiting in one partition; beyond it an append is refused at once. */
  readonly queuedMax?: number;
}

/** Appenders give up for good after this; folds remember void events for twice as long. */
export const GIVE_UP_MS_MAX = 5 * 60 * 1000;
const QUEUED_MAX = 100_000;

interface Pending<Outcome> extends Outgoing {
  readonly id: EventId;
  readonly partition: number;
  readonly outcome: Promise<Outcome>;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: LogFailure) => void;
}

interface Acknowledged<Outcome> {
  readonly pending: Pending<Outcome>;
  readonly offset: Offset;
}

/** One partition: what is to be sent, and what is acknowledged but not read back, by offset. */
interface Way<Outcome> {
  readonly lane: Lane<Pending<Outcome>>;
  acknowledged: Acknowledged<Outcome>[];
}

/**
 * Appends events and resolves each one when it has been *read back*: `readBack` is called by the fold's tail with what it judged.
 * Plain sends, one request in flight per partition, own retry of the same bytes (design section 3). An event that has been read
 * back, effective or void, is never sent again.
 */
export class Appender<Outcome> {
  private readonly ways = new Map<number, Way<Outcome>>();
  private readonly pending = new Map<EventId, Pending<Outcome>>();
  private readonly diagnostics: Diagnostics;
  private readonly queuedMax: number;
  private isClosed = false;

  constructor(private readonly options: AppenderOptions) {
    this.diagnostics = options.diagnostics ?? SILENT;
    this.queuedMax = options.queuedMax ?? QUEUED_MAX;
  }

  /** Since when some partition takes nothing, or undefined while the broker answers. */
  get unavailableSinceMs(): number | undefined {
    const since = [...this.ways.values()].flatMap(({ lane }) => lane.failingSinceMs ?? []);
    return since.length === 0 ? undefined : Math.min(...since);
  }

  /** Events not yet read back. */
  get pendingCount(): number {
    return this.pending.size;
  }

  /**
   * An event that is under way already is not sent twice: both callers get what becomes of it.
   * @param giveUpAfterMs after this the promise rejects; the event is not sent any more, but may be in the log.
   * @throws LogFailure KAFKA_UNAVAILABLE when it certainly is not in the log, APPEND_UNCONFIRMED when nobody knows;
   * InvalidEvent when no batch can carry it.
   */
  async append(partition: number, id: EventId, message: Message, giveUpAfterMs: number): Promise<Outcome> {
    const underWay = this.pending.get(id);
    if (underWay !== undefined) return underWay.outcome;
    const { lane } = this.wayTo(partition);
    if (this.isClosed) throw new LogFailure('KAFKA_UNAVAILABLE', 'this service is shutting down; nothing was changed');
    if (lane.queued >= this.queuedMax)
      throw new LogFailure('KAFKA_UNAVAILABLE', 'too many events wait for the broker; nothing was changed');
    const bytes = bytesOf(message);
    if (bytes > BATCH_BYTES_MAX)
      throw new InvalidEvent(`an event of ${bytes} bytes is too large for the log, which takes ${BATCH_BYTES_MAX}`, 'EVENT_TOO_LARGE');

    const { promise, resolve, reject } = withResolvers<Outcome>();
    const pending: Pending<Outcome> = { id, partition, message, bytes, outcome: promise, resolve, reject, mayBeInLog: false };
    this.pending.set(id, pending);
    const timer = setTimeout(() => this.giveUp(pending), Math.min(giveUpAfterMs, GIVE_UP_MS_MAX));
    lane.push(pending);
    return promise.finally(() => clearTimeout(timer));
  }

  /** The tail has seen the event at a position and judged it. */
  readBack(id: EventId, outcome: Outcome): void {
    const pending = this.pending.get(id);
    if (pending === undefined) return;
    this.pending.delete(id);
    pending.resolve(outcome);
  }

  /**
   * The tail has read all records of a partition before an offset. What was acknowledged there but has not been read back is not
   * in the log, whatever the broker said: it is sent again. An event whose turn to be read has not come is never sent twice.
   */
  readUpTo(partition: number, next: Offset): void {
    const way = this.ways.get(partition);
    if (way === undefined) return;
    const due = way.acknowledged.findIndex(({ offset }) => offset >= next);
    const passed = way.acknowledged.splice(0, due === -1 ? way.acknowledged.length : due);
    for (const { pending, offset } of passed) {
      if (!this.isPending(pending)) continue;
      this.diagnostics.error(
        { partition, offset, event: pending.id },
        'an acknowledged event is not in the log, the same bytes are sent again',
      );
      way.lane.push(pending);
    }
  }

  /** Takes no more events and waits until those under way are read back, at most for the given time. */
  async close(timeoutMs: number): Promise<void> {
    this.isClosed = true;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, timeoutMs)));
    await Promise.race([late, Promise.allSettled([...this.pending.values()].map(({ outcome }) => outcome))]);
    clearTimeout(timer);
    for (const pending of this.pending.values()) this.giveUp(pending);
  }

  private wayTo(partition: number): Way<Outcome> {
    const known = this.ways.get(partition);
    if (known !== undefined) return known;
    const acknowledged: Acknowledged<Outcome>[] = [];
    const lane = new Lane<Pending<Outcome>>({
      partition,
      send: this.options.send,
      diagnostics: this.diagnostics,
      isWanted: (pending) => this.isPending(pending),
      onAcknowledged: (pending, offset) => {
        if (this.isPending(pending)) acknowledged.push({ pending, offset });
      },
    });
    const way: Way<Outcome> = { lane, acknowledged };
    this.ways.set(partition, way);
    return way;
  }

  private isPending(pending: Pending<Outcome>): boolean {
    return this.pending.get(pending.id) === pending;
  }

  private giveUp(pending: Pending<Outcome>): void {
    if (!this.isPending(pending)) return;
    this.pending.delete(pending.id);
    pending.reject(
      pending.mayBeInLog
        ? new LogFailure('APPEND_UNCONFIRMED', 'the broker did not confirm the change in time; it may still take effect')
        : new LogFailure('KAFKA_UNAVAILABLE', 'the broker does not answer; nothing was changed'),
    );
  }
}

interface Resolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

const withResolvers = <T>(): Resolvers<T> => {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  return { promise, resolve, reject };
};
