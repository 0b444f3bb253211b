import type { TopicContract } from '@runledger/contracts';
import type { Producer } from 'kafkajs';
import { REQUEST_TIMEOUT_MS, type LogConnection } from './connection.js';
import { offsetOf } from './log-source.js';
import type { SendBatch } from './outgoing.js';
import type { ReplacedClient } from './replaced-client.js';

/** Sends to one topic; a batch stays one record batch, so its records stand side by side in the log (log review F24). */
export const sendBatchTo =
  (connection: LogConnection, producer: ReplacedClient<Producer>, topic: TopicContract): SendBatch =>
  (partition, messages, onLeaving) =>
    producer.use(async (client) => {
      const leaving = onLeaving?.() ?? messages;
      if (leaving.length === 0) return offsetOf('0');
      const [written] = await client.send({
        topic: connection.topicOf(topic),
        acks: -1,
        timeout: REQUEST_TIMEOUT_MS,
        messages: leaving.map(({ key, value, headers }) => ({ partition, key, value, headers: { ...headers } })),
      });
      if (written?.baseOffset === undefined) throw new Error('the broker gave no offset');
      return offsetOf(written.baseOffset);
    });
