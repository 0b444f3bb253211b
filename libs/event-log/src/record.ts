import { decodeEvent, isContext, type Context, type Offset } from '@runledger/contracts';
import type { LogRecord } from '@runledger/domain';
import type { KafkaMessage } from 'kafkajs';

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
export const withNeeded = (contexts: readonly Context[]): ReadonlySet<Context> => new Set(contexts.flatMap((context) => [context, ...NEEDS[context]]));

/** Kafka's offset; exact, since offsets stay far below 2^53. */
export const offsetOf = (text: string): Offset => Number(text) as Offset;

const headerText = (value: KafkaMessage['headers'], name: string): string | undefined => {
  const header = value?.[name];
  return header === undefined || Array.isArray(header) ? undefined : header.toString();
};

/** A Kafka message as folds read it. Records of other contexts are told by their header and not decoded. */
export const recordOf = (partition: number, message: KafkaMessage, contexts: ReadonlySet<Context>): LogRecord => {
  const context = headerText(message.headers, 'context');
  const isForeign = context !== undefined && isContext(context) && !contexts.has(context);
  return {
    partition,
    offset: offsetOf(message.offset),
    appendTimeMs: Number(message.timestamp),
    decoded: isForeign ? { kind: 'skipped' } : decodeEvent(message.value),
  };
};
