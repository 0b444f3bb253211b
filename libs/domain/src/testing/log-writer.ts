import { EVENTS, partitionOfProject, type Actor, type DomainEvent, type EventName, type Offset } from '@runledger/contracts';
import type { LogRecord } from '../log/partition.js';
import { id } from './event-data.js';

/** Broker time of the first record of a history. */
export const BEGINNING_MS = Date.UTC(2026, 0, 1);
const BETWEEN_RECORDS_MS = 10;

/** What an event says: type, aggregate and data. The envelope around it is filled in. */
type Said<Event> = Event extends DomainEvent ? Pick<Event, 'type' | 'aggregate' | 'data'> : never;

/** Parts of the envelope that a test may want to choose. */
export interface Around {
  readonly id?: string;
  readonly project?: string;
  readonly expectedRevision?: number;
  /** Token that acts, through the service that owns the event. */
  readonly token?: string;
}

const actorOf = (type: EventName, tokenId: string): Actor => ({
  service: EVENTS[type].owners[0] ?? 'cli',
  tokenId: id(tokenId),
  tokenDescription: `token ${tokenId}`,
});

/** The log of one partition as a test writes it: offsets count up, append time goes 10 ms forward per record. */
export class LogWriter {
  readonly #records: LogRecord[] = [];
  readonly partition: number;
  #appendTimeMs = BEGINNING_MS;

  constructor(
    protected project: string,
    partitions: number,
  ) {
    this.partition = partitionOfProject(id(project), partitions);
    this.event({ type: 'LogOpened', aggregate: `log:${this.partition}`, data: { partitions, rules: 1 } });
  }

  get records(): readonly LogRecord[] {
    return this.#records;
  }

  /** Append time that the next record gets. */
  get nowMs(): number {
    return this.#appendTimeMs;
  }

  /** Appends an event of any type. */
  event(said: Said<DomainEvent>, around: Around = {}): this {
    const { version, context } = EVENTS[said.type];
    const event: DomainEvent = {
      id: id(around.id ?? `event-${String(this.#records.length).padStart(6, '0')}`),
      version,
      project: id(around.project ?? (context === 'log' ? '' : this.project)),
      expectedRevision: around.expectedRevision ?? null,
      actor: actorOf(said.type, around.token ?? '10'),
      causation: null,
      correlation: null,
      seal: 'none',
      ...said,
    };
    return this.record({ kind: 'event', event });
  }

  /** Appends whatever a reader may find at a position. */
  record(decoded: LogRecord['decoded']): this {
    this.#records.push({
      partition: this.partition,
      offset: this.#records.length as Offset,
      appendTimeMs: this.#appendTimeMs,
      decoded,
    });
    this.#appendTimeMs += BETWEEN_RECORDS_MS;
    return this;
  }

  /** The last record comes once more: the same bytes, sent again by an appender that saw no answer. */
  again(): this {
    return this.copyOf(this.#records.length - 1);
  }

  /** An earlier record comes once more. */
  copyOf(offset: number): this {
    const copied = this.#records[offset];
    return copied === undefined ? this : this.record(copied.decoded);
  }

  /** The event that was appended last. */
  get last(): DomainEvent {
    const decoded = this.#records.at(-1)?.decoded;
    if (decoded?.kind !== 'event') throw new Error('the last record is not an event');
    return decoded.event;
  }

  /** The next events are about another project of the same partition. */
  inProject(project: string): this {
    this.project = project;
    return this;
  }

  /** Lets time pass before the next record. */
  after(ms: number): this {
    this.#appendTimeMs += ms;
    return this;
  }
}
