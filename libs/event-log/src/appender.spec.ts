import { TOPICS, type Offset } from '@runledger/contracts';
import { Appender } from './appender.js';
import { appenderFeatures, readRecords, type LogUnderTest } from './appender.features.js';
import { SILENT } from './diagnostics.js';
import { connectionOf } from './connection.js';
import { newEventId } from './event-id.js';
import { LogFailure } from './failure.js';
import { sendBatchTo } from './send-batch.js';
import { Tail } from './tail.js';
import { BrokerProxy } from './testing/broker-proxy.js';
import { eventually } from './testing/eventually.js';
import { InMemoryLog } from './testing/in-memory-log.js';
import { broker, TestLog } from './testing/test-log.js';
import { createTopics } from './topics.js';

const inMemory = async (): Promise<LogUnderTest> => {
  const log = new InMemoryLog(2);
  let losses = 0;
  let isAway = false;
  return {
    send: async (partition, messages, onLeaving) => {
      if (isAway) throw new LogFailure('KAFKA_UNAVAILABLE', 'away');
      const first = await log.send(partition, messages, onLeaving);
      if (losses === 0) return first;
      losses -= 1;
      throw new Error('the answer is lost');
    },
    read: async (onRead) => log.openTail(readRecords, ({ partition, records }) => void onRead(partition, records)),
    loseNextAnswer: () => {
      losses += 1;
    },
    goAway: async () => {
      isAway = true;
    },
    comeBack: async () => {
      losses = 0;
      isAway = false;
    },
    close: async () => undefined,
  };
};

const onKafka = async (): Promise<LogUnderTest> => {
  const topics = new TestLog();
  await topics.admin((admin) => createTopics(admin, topics.connection, { partitions: 2, replication: 1 }));
  const proxy = await BrokerProxy.to(broker());
  const connection = connectionOf({
    ...topics.address,
    socketFactory: proxy.socketFactory,
    clientId: 'test',
    diagnostics: SILENT,
  });
  const producer = connection.producer();
  return {
    send: sendBatchTo(connection, producer, TOPICS.projectLog),
    read: async (onRead) => {
      // Read around the proxy: what is tried here is the way in.
      const tail = new Tail({
        connection: topics.connection,
        source: readRecords,
        diagnostics: SILENT,
        handle: ({ partition, records }) => void onRead(partition, records),
      });
      await tail.start();
      return tail;
    },
    loseNextAnswer: () => proxy.loseNextResponse('produce'),
    goAway: () => proxy.refuse(),
    comeBack: () => proxy.restore(),
    close: async () => {
      await producer.close();
      await proxy.close();
      await topics.remove();
    },
  };
};

describe('Appender on the log in memory', () => appenderFeatures(inMemory));
describe('Appender on Kafka behind a proxy', () => appenderFeatures(onKafka));

describe('Appender', () => {
  it('sends an event again when the log was read past the place where the broker claims to have put it', async () => {
    const log = new InMemoryLog(1);
    let claims = 0;
    const appender = new Appender<Offset>({
      send: async (partition, messages) => {
        claims += 1;
        // The first batch is acknowledged at the offset of another one, as an idempotent kafkajs producer does (log review F1).
        if (claims === 1) return 0 as Offset;
        return log.send(partition, messages);
      },
    });
    await log.send(0, [{ key: newEventId(), value: Buffer.from('of somebody else') }]);
    const tail = log.openTail(readRecords, ({ partition, records }) => {
      for (const { id, offset } of records) appender.readBack(id, offset);
      appender.readUpTo(partition, ((records.at(-1)?.offset ?? -1) + 1) as Offset);
    });
    const id = newEventId();
    const appended = appender.append(0, id, { key: id, value: Buffer.from('mine') }, 10_000);
    await eventually('the claim is known', () => claims === 1);
    await log.send(0, [{ key: newEventId(), value: Buffer.from('of somebody else') }]);
    expect(await appended).toBe(2);
    await tail.stop();
  });

  it('refuses at once what exceeds the number of events that may wait', async () => {
    const appender = new Appender<Offset>({ send: () => new Promise(() => undefined), queuedMax: 3 });
    const kept = Array.from({ length: 3 }, () => {
      const id = newEventId();
      return appender.append(0, id, { key: id, value: Buffer.from('') }, 10_000);
    });
    const id = newEventId();
    await expect(appender.append(0, id, { key: id, value: Buffer.from('') }, 10_000)).rejects.toMatchObject({
      code: 'KAFKA_UNAVAILABLE',
    });
    const settled = Promise.allSettled(kept);
    await appender.close(0);
    await settled;
  });
});
