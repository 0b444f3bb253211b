import kafkajs from 'kafkajs';
import { TOPICS } from '@runledger/contracts';
import { assertTopics, createTopics } from './topics.js';
import { failureOf } from './testing/failure-of.js';
import { TestLog } from './testing/test-log.js';

describe('topics', () => {
  let log: TestLog;
  const create = (): Promise<void> =>
    log.admin((admin) => createTopics(admin, log.connection, { partitions: 2, replication: 1 }));
  const check = (): Promise<number> => log.admin((admin) => assertTopics(admin, log.connection));
  const alter = (topic: keyof typeof TOPICS, name: string, value: string): Promise<unknown> =>
    log.admin((admin) =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: log.topic(topic), configEntries: [{ name, value }] }],
      }),
    );

  beforeEach(() => {
    log = new TestLog();
  });
  afterEach(() => log.remove());

  it('are safe as they are created', async () => {
    await create();
    expect(await check()).toBe(2);
  });

  it('can be created again, and by two at once, without harm', async () => {
    await Promise.all([create(), create()]);
    await create();
    expect(await check()).toBe(2);
  });

  it('are named when they do not exist, with what to do', async () => {
    const { code, message } = await failureOf(check());
    expect(code).toBe('TOPIC_UNSAFE');
    for (const name of Object.values(TOPICS).map(log.connection.topicOf))
      expect(message).toContain(`topic ${name} does not exist: run "runledger init"`);
  });

  it('name every setting that is wrong, with its value and the right one', async () => {
    await create();
    // Altering replaces all settings of the topic, so that the others fall back to the broker's defaults.
    await alter('projectLog', 'retention.ms', '604800000');
    await alter('idBlocks', 'cleanup.policy', 'compact');
    const { code, message } = await failureOf(check());
    expect(code).toBe('TOPIC_UNSAFE');
    for (const problem of [
      `${log.topic('projectLog')}: retention.ms is 604800000, must be -1`,
      `${log.topic('projectLog')}: message.timestamp.type is CreateTime, must be LogAppendTime`,
      `${log.topic('projectLog')}: flush.messages is 9223372036854775807, must be 1`,
      `${log.topic('idBlocks')}: cleanup.policy is compact, must be delete`,
      `${log.topic('idBlocks')}: retention.ms is 604800000, must be -1`,
    ]) {
      expect(message).toContain(problem);
    }
    expect(message).not.toContain(log.topic('jobLogs'));
  });

  it('name a limit on their size, which deletes history as silently as one on its age', async () => {
    await create();
    await alter('jobLogs', 'retention.bytes', '1000000');
    await expect(check()).rejects.toThrow(`${log.topic('jobLogs')}: retention.bytes is 1000000, must be -1`);
  });

  it('name a number of partitions that is not the one of the log', async () => {
    await create();
    await log.admin((admin) => admin.createPartitions({ topicPartitions: [{ topic: log.topic('jobLogs'), count: 3 }] }));
    await expect(check()).rejects.toThrow(`topic ${log.topic('jobLogs')} has 3 partitions, needs 2`);
  });

  it('name a partition whose head is gone', async () => {
    await create();
    for (let count = 0; count < 3; count += 1) await log.write(TOPICS.projectLog, 1, 'a record');
    await log.deleteHead('projectLog', 1, 2);
    await expect(check()).rejects.toThrow(
      `topic ${log.topic('projectLog')}, partition 1: the log starts at 2, records before it are gone`,
    );
  });
});
