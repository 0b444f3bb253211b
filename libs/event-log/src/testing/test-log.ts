import { randomUUID } from 'node:crypto';
import { TOPICS, type TopicContract } from '@runledger/contracts';
import type { Admin } from 'kafkajs';
import { connectionOf, type LogAddress, type LogConnection } from '../connection.js';
import { SILENT } from '../diagnostics.js';
import { projectLog, withNeeded, type LogSource, type PlacedRecord } from '../log-source.js';
import { openLog } from '../opening.js';
import { sendBatchTo } from '../send-batch.js';
import { Tail } from '../tail.js';
import { eventually } from './eventually.js';

/** The broker of this test run. */
export const broker = (): string => {
  const [first] = (process.env['KAFKA_BROKERS'] ?? '').split(',');
  if (first === undefined || first === '')
    throw new Error('KAFKA_BROKERS is not set: run these specs by "npx nx test @runledger/event-log"');
  return first;
};

/** A log of its own on the real broker, whose topics nobody else uses. */
export class TestLog {
  readonly address: LogAddress & { readonly topicPrefix: string } = { brokers: [broker()], topicPrefix: `test-${randomUUID()}.` };
  readonly connection: LogConnection = connectionOf({ ...this.address, clientId: 'test', diagnostics: SILENT });
  private readonly client = this.connection.admin();
  private readonly producer = this.connection.producer();

  static async opened(partitions = 2): Promise<TestLog> {
    const log = new TestLog();
    await openLog({ ...log.address, partitions, replication: 1, diagnostics: SILENT });
    return log;
  }

  topic(name: keyof typeof TOPICS): string {
    return this.connection.topicOf(TOPICS[name]);
  }

  admin<Answer>(work: (admin: Admin) => Promise<Answer>): Promise<Answer> {
    return this.client.use(work);
  }

  /** Appends bytes as somebody would who knows nothing of our rules. */
  async write(
    topic: TopicContract,
    partition: number,
    value: string | Buffer,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    await sendBatchTo(this.connection, this.producer, topic)(partition, [{ key: '', value: Buffer.from(value), headers }]);
  }

  /** Deletes the records of a partition before an offset, as a retention would. */
  async deleteHead(topic: keyof typeof TOPICS, partition: number, offset: number): Promise<void> {
    await this.admin(async (admin) => {
      // kafkajs deletes only where it has asked before.
      await admin.fetchTopicOffsets(this.topic(topic));
      await admin.deleteTopicRecords({ topic: this.topic(topic), partitions: [{ partition, offset: String(offset) }] });
    });
  }

  /** Every record that is in a topic now, per partition, in order. */
  async read<Item extends PlacedRecord>(source: LogSource<Item>): Promise<ReadonlyMap<number, readonly Item[]>> {
    const ends = await this.admin((admin) => admin.fetchTopicOffsets(this.connection.topicOf(source.topic)));
    const found = new Map<number, Item[]>(ends.map(({ partition }) => [partition, []]));
    const tail = new Tail<Item>({
      connection: this.connection,
      source,
      diagnostics: SILENT,
      handle: ({ partition, records }) => void found.get(partition)?.push(...records),
    });
    await tail.start();
    await eventually('the topic is read up to its end', () =>
      ends.every(({ partition, high }) => (found.get(partition)?.length ?? 0) >= Number(high)),
    );
    await tail.stop();
    return found;
  }

  /** Every record of the project log, decoded in full. */
  readProjectLog() {
    return this.read(projectLog(withNeeded(['project', 'job', 'storage', 'file'])));
  }

  async remove(): Promise<void> {
    await this.admin(async (admin) => {
      const mine = (await admin.listTopics()).filter((topic) => topic.startsWith(this.address.topicPrefix));
      if (mine.length > 0) await admin.deleteTopics({ topics: mine });
    });
    await this.producer.close();
    await this.client.close();
  }
}
