import kafkajs, { type Admin, type Kafka, type Producer } from 'kafkajs';
import type { Diagnostics } from './diagnostics.js';

/** How long one request to the broker may take. Above it the request is given up and its outcome is unknown. */
export const REQUEST_TIMEOUT_MS = 5_000;
const CONNECTION_TIMEOUT_MS = 2_000;

export interface LogConnection {
  readonly kafka: Kafka;
  producer(): Producer;
  admin(): Admin;
}

/**
 * Connection settings shared by everything that talks to the broker. kafkajs does not retry for us where order matters:
 * the appender re-sends the same bytes itself (log review F1).
 */
export const connectionOf = (options: { readonly brokers: readonly string[]; readonly clientId: string; readonly diagnostics: Diagnostics }): LogConnection => {
  const { diagnostics } = options;
  const kafka = new kafkajs.Kafka({
    brokers: [...options.brokers],
    clientId: options.clientId,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    enforceRequestTimeout: true,
    logLevel: kafkajs.logLevel.WARN,
    // A brand-new broker is not ready for a second or two; kafkajs calls that an error, we retry and call it news.
    logCreator:
      () =>
      ({ log, namespace }) => diagnostics.debug({ kafkajs: namespace, ...log }, log.message),
  });
  return {
    kafka,
    // Plain producer, never idempotent: kafkajs loses acknowledged events with it after one lost response (log review F1).
    producer: () => kafka.producer({ idempotent: false, allowAutoTopicCreation: false, retry: { retries: 0 }, createPartitioner: kafkajs.Partitioners.DefaultPartitioner }),
    admin: () => kafka.admin({ retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 500 } }),
  };
};
