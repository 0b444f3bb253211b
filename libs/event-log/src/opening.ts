import { encodeEvent, headersOf, NO_PROJECT, TOPICS } from '@runledger/contracts';
import { RULES_KNOWN } from '@runledger/domain';
import { connectionOf, type LogAddress } from './connection.js';
import type { Diagnostics } from './diagnostics.js';
import { newEvent } from './new-event.js';
import { sendBatchTo } from './send-batch.js';
import { assertTopics, createTopics } from './topics.js';

/**
 * Creates missing topics and writes `LogOpened` to every empty partition of the project log. Safe to repeat at any point:
 * a second `LogOpened` is void.
 * @returns whether the log was empty, that is, whether this installation is new.
 * @throws LogFailure TOPIC_UNSAFE when existing topics do not keep what the design needs.
 */
export const openLog = async (
  options: LogAddress & {
    readonly partitions: number;
    readonly replication: number;
    readonly diagnostics: Diagnostics;
  },
): Promise<{ readonly opened: boolean }> => {
  const connection = connectionOf({ ...options, clientId: 'cli' });
  const admin = connection.admin();
  const producer = connection.producer();
  const send = sendBatchTo(connection, producer, TOPICS.projectLog);
  try {
    const partitions = await admin.use(async (client) => {
      await createTopics(client, connection, options);
      await assertTopics(client, connection);
      return client.fetchTopicOffsets(connection.topicOf(TOPICS.projectLog));
    });
    const empty = partitions.filter(({ high }) => high === '0').map(({ partition }) => partition);
    for (const partition of empty) {
      const event = newEvent('LogOpened', {
        project: NO_PROJECT,
        aggregate: `log:${partition}`,
        actor: { service: 'cli', tokenId: null, tokenDescription: null },
        data: { partitions: partitions.length, rules: RULES_KNOWN },
      });
      const message = { key: '', value: Buffer.from(encodeEvent(event)), headers: { ...headersOf(event) } };
      await send(partition, [message]);
    }
    return { opened: empty.length === partitions.length };
  } finally {
    await producer.close();
    await admin.close();
  }
};
