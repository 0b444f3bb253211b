import {
  decodeEvent,
  decodeJobLogLine,
  isContext,
  TOPICS,
  type Context,
  type JobLogLine,
  type Offset,
  type TopicContract,
} from '@runledger/contracts';
import type { LogRecord } from '@runledger/domain';
import type { KafkaMessage } from 'kafkajs';

/** What every record has, whatever it says. */
export interface PlacedRecord {
  readonly partition: number;
  readonly offset: Offset;
  /** Append time given by the broker, milliseconds since the epoch. */
  readonly appendTimeMs: number;
}

/** A topic and how its records are read. Decoding never throws: what cannot be decoded is a record too. */
export interface LogSource<Item extends PlacedRecord> {
  readonly topic: TopicContract;
  decode(partition: number, message: KafkaMessage): Item;
}

/** Contexts whose facts decide verdicts of another one: folding it needs them too. */
const NEEDS: Readonly<Record<Context, readonly Context[]>> = {
  log: [],
  project: ['log'],
  job: ['log', 'project'],
  // A storage job of an attempt counts only while that attempt is current.
  storage: ['log', 'project', 'job'],
  file: ['log', 'project'],
};

/** Contexts that a fold must read to judge the given ones. */
export const withNeeded = (contexts: readonly Context[]): ReadonlySet<Context> =>
  new Set(contexts.flatMap((context) => [context, ...NEEDS[context]]));

/** Kafka's offset; exact, since offsets stay far below 2^53. */
export const offsetOf = (text: string): Offset => Number(text) as Offset;

const placeOf = (partition: number, { offset, timestamp }: KafkaMessage): PlacedRecord => ({
  partition,
  offset: offsetOf(offset),
  appendTimeMs: Number(timestamp),
});

const headerText = (value: KafkaMessage['headers'], name: string): string | undefined => {
  const header = value?.[name];
  return header === undefined || Array.isArray(header) ? undefined : header.toString();
};

/** The project log as folds read it. Records of other contexts are told by their header and not decoded. */
export const projectLog = (contexts: ReadonlySet<Context>): LogSource<LogRecord> => ({
  topic: TOPICS.projectLog,
  decode: (partition, message) => {
    const context = headerText(message.headers, 'context');
    const isForeign = context !== undefined && isContext(context) && !contexts.has(context);
    return { ...placeOf(partition, message), decoded: isForeign ? { kind: 'skipped' } : decodeEvent(message.value) };
  },
});

/** A record of `job-logs`; `line` is undefined where the bytes are none, and lines may come twice (told by their id). */
export interface JobLogRecord extends PlacedRecord {
  readonly line: JobLogLine | undefined;
}

export const jobLogs: LogSource<JobLogRecord> = {
  topic: TOPICS.jobLogs,
  decode: (partition, message) => ({ ...placeOf(partition, message), line: decodeJobLogLine(message.value) }),
};
