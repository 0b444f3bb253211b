import type { Consumer, EachBatchPayload } from 'kafkajs';
import { REQUEST_TIMEOUT_MS } from './connection.js';

/** A consumer that asks for nothing any longer is given up; no request may take so long. */
const SILENCE_MS_MAX = 3 * REQUEST_TIMEOUT_MS;
const WATCH_INTERVAL_MS = 1_000;

export interface ConsumerRun {
  readonly topic: string;
  readonly signal: AbortSignal;
  readonly eachBatch: (payload: EachBatchPayload) => Promise<void>;
  /** A consumer that is handling batches does not fetch meanwhile. */
  readonly isBusy: () => boolean;
  readonly onAssigned: (partitions: readonly number[]) => void;
  readonly onFetch: () => void;
  readonly onRunning: () => void;
}

/**
 * The life of one kafkajs consumer: joins, reads, and ends when the signal is aborted (resolves), or when kafkajs gives up or
 * falls silent (rejects). Either way it has finished its batches and left the group by then, so that the next one may begin.
 */
export const runConsumer = async (consumer: Consumer, run: ConsumerRun): Promise<void> => {
  const life = new AbortController();
  let activeMs = Date.now();
  const ended = new Promise<void>((resolve, reject) => {
    run.signal.addEventListener('abort', () => resolve(), { signal: life.signal });
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    const watch = setInterval(() => {
      if (run.isBusy()) activeMs = Date.now();
      else if (Date.now() - activeMs > SILENCE_MS_MAX) reject(new Error('the consumer does not fetch any more'));
    }, WATCH_INTERVAL_MS);
    life.signal.addEventListener('abort', () => clearInterval(watch));
  });
  // It may fail before anybody waits for it.
  ended.catch(() => undefined);
  consumer.on(consumer.events.FETCH, () => {
    activeMs = Date.now();
    run.onFetch();
  });
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => run.onAssigned(payload.memberAssignment[run.topic] ?? []));
  try {
    await consumer.connect();
    await consumer.subscribe({ topic: run.topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 4,
      eachBatch: run.eachBatch,
    });
    run.onRunning();
    await ended;
  } finally {
    life.abort();
    await consumer.disconnect().catch(() => undefined);
  }
};
