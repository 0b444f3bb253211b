import type { TopicContract } from '@runledger/contracts';
import kafkajs, { type Admin, type ISocketFactory, type Kafka, type Producer } from 'kafkajs';
import type { Diagnostics } from './diagnostics.js';
import { ReplacedClient } from './replaced-client.js';

/** How long one request to the broker may take. Above it the request is given up and its outcome is unknown. */
export const REQUEST_TIMEOUT_MS = 5_000;
const CONNECTION_TIMEOUT_MS = 2_000;

/** Where a log is. */
export interface LogAddress {
  readonly brokers: readonly string[];
  /** Put before every topic's name: several installations may share a cluster. */
  readonly topicPrefix?: string;
  /** How a socket to a broker is opened, where it is not simply reachable. */
  readonly socketFactory?: ISocketFactory;
}

export interface ConnectionOptions extends LogAddress {
  readonly clientId: string;
  readonly diagnostics: Diagnostics;
}

export interface LogConnection {
  readonly kafka: Kafka;
  /** Name of a topic in this installation. */
  readonly topicOf: (topic: TopicContract) => string;
  readonly producer: () => ReplacedClient<Producer>;
  readonly admin: () => ReplacedClient<Admin>;
}

/**
 * Connection settings shared by everything that talks to the broker. kafkajs does not retry for us where order matters:
 * the appender re-sends the same bytes itself (log review F1).
 */
export const connectionOf = (options: ConnectionOptions): LogConnection => {
  const { brokers, clientId, diagnostics, topicPrefix = '', socketFactory } = options;
  const kafka = new kafkajs.Kafka({
    brokers: [...brokers],
    clientId,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    enforceRequestTimeout: true,
    // Whoever uses a client goes on with a new one after a failure; long tries of an old one would only delay that.
    retry: { retries: 1, initialRetryTime: 100, maxRetryTime: 500 },
    ...(socketFactory === undefined ? {} : { socketFactory }),
    logLevel: kafkajs.logLevel.WARN,
    // A brand-new broker is not ready for a second or two; kafkajs calls that an error, we retry and call it news.
    logCreator:
      () =>
      ({ log, namespace }) =>
        diagnostics.debug({ kafkajs: namespace, ...log }, log.message),
  });
  return {
    kafka,
    topicOf: ({ name }) => topicPrefix + name,
    // Plain producer, never idempotent: kafkajs loses acknowledged events with it after one lost response (log review F1).
    producer: () =>
      new ReplacedClient(() =>
        kafka.producer({
          idempotent: false,
          allowAutoTopicCreation: false,
          retry: { retries: 0 },
          createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
        }),
      ),
    admin: () => new ReplacedClient(() => kafka.admin({ retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 500 } })),
  };
};
