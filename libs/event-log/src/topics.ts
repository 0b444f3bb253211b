import { TOPICS, type TopicContract } from '@runledger/contracts';
import kafkajs, { type Admin } from 'kafkajs';
import type { LogConnection } from './connection.js';
import type { Ends } from './end-offsets.js';
import { LogFailure } from './failure.js';
import { offsetOf } from './log-source.js';

type Naming = Pick<LogConnection, 'topicOf'>;

const ALL: readonly TopicContract[] = Object.values(TOPICS);

/** Settings without which history would vanish, be stamped by somebody's clock, or be lost with the power. */
const settingsOf = (topic: TopicContract, replication: number): Readonly<Record<string, string>> => ({
  'cleanup.policy': 'delete',
  'message.timestamp.type': 'LogAppendTime',
  ...(topic.keeps === 'forever' ? { 'retention.ms': '-1', 'retention.bytes': '-1' } : { 'retention.ms': '3600000' }),
  // One replica acknowledges from the page cache; a power cut would take back what was promised (log review F12).
  ...(replication === 1 && topic.keeps === 'forever' ? { 'flush.messages': '1' } : {}),
  ...(replication > 1
    ? { 'min.insync.replicas': String(Math.min(2, replication)), 'unclean.leader.election.enable': 'false' }
    : {}),
});

const partitionsOf = (topic: TopicContract, logPartitions: number): number =>
  topic.partitions === 'log' ? logPartitions : topic.partitions;

/** Creates the topics that are missing. Existing ones are left as they are: `assertTopics` says what is wrong with them. */
export const createTopics = async (
  admin: Admin,
  { topicOf }: Naming,
  options: { readonly partitions: number; readonly replication: number },
): Promise<void> => {
  const existing = new Set(await admin.listTopics());
  const missing = ALL.filter((topic) => !existing.has(topicOf(topic)));
  if (missing.length > 0) {
    await admin.createTopics({
      // kafkajs gives up on a broker that has not heard of the topic yet; we wait ourselves.
      waitForLeaders: false,
      topics: missing.map((topic) => ({
        topic: topicOf(topic),
        numPartitions: partitionsOf(topic, options.partitions),
        replicationFactor: options.replication,
        configEntries: Object.entries(settingsOf(topic, options.replication)).map(([name, value]) => ({ name, value })),
      })),
    });
  }
  await leadersReady(admin, ALL.map(topicOf));
};

const LEADERS_TIMEOUT_MS = 15_000;

/** A topic that was just created has no leaders for a moment. @throws the broker's last error after 15 s. */
const leadersReady = async (admin: Admin, topics: readonly string[]): Promise<void> => {
  const deadlineMs = Date.now() + LEADERS_TIMEOUT_MS;
  for (;;) {
    try {
      for (const topic of topics) await admin.fetchTopicOffsets(topic);
      return;
    } catch (error) {
      if (Date.now() > deadlineMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
};

/** What the broker says about one topic. */
interface FoundTopic {
  readonly topic: TopicContract;
  readonly name: string;
  readonly partitions: number;
  readonly replication: number;
  readonly settings: ReadonlyMap<string, string>;
}

/**
 * @returns the number of partitions of the project log.
 * @throws LogFailure TOPIC_UNSAFE naming everything that makes the topics unfit to be the truth.
 */
export const assertTopics = async (admin: Admin, naming: Naming): Promise<number> => {
  const existing = new Set(await admin.listTopics());
  const missing = ALL.map(naming.topicOf).filter((name) => !existing.has(name));
  if (missing.length > 0) throw unsafe(missing.map((name) => `topic ${name} does not exist: run "runledger init"`));

  const found = await describe(admin, naming);
  const logPartitions = found.find(({ topic }) => topic === TOPICS.projectLog)?.partitions ?? 0;
  const problems: string[] = [];
  for (const one of found)
    problems.push(...shapeProblems(one, logPartitions), ...settingProblems(one), ...(await headProblems(admin, one)));
  if (problems.length > 0) throw unsafe(problems);
  return logPartitions;
};

const unsafe = (problems: readonly string[]): LogFailure =>
  new LogFailure('TOPIC_UNSAFE', `the log is not safe to work on: ${problems.join('; ')}`);

const describe = async (admin: Admin, { topicOf }: Naming): Promise<readonly FoundTopic[]> => {
  const { topics: metadata } = await admin.fetchTopicMetadata({ topics: ALL.map(topicOf) });
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: ALL.map((topic) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name: topicOf(topic) })),
  });
  return ALL.map((topic) => {
    const name = topicOf(topic);
    const partitions = metadata.find((one) => one.name === name)?.partitions ?? [];
    const entries = resources.find(({ resourceName }) => resourceName === name)?.configEntries ?? [];
    return {
      topic,
      name,
      partitions: partitions.length,
      replication: Math.min(...partitions.map(({ replicas }) => replicas.length)),
      settings: new Map(entries.map(({ configName, configValue }) => [configName, configValue])),
    };
  });
};

const shapeProblems = ({ topic, name, partitions }: FoundTopic, logPartitions: number): readonly string[] => {
  const expected = partitionsOf(topic, logPartitions);
  return partitions === expected ? [] : [`topic ${name} has ${partitions} partitions, needs ${expected}`];
};

const settingProblems = ({ topic, name, replication, settings }: FoundTopic): readonly string[] =>
  Object.entries(settingsOf(topic, replication))
    .filter(([setting, value]) => settings.get(setting) !== value)
    .map(([setting, value]) => `topic ${name}: ${setting} is ${settings.get(setting) ?? 'unset'}, must be ${value}`);

/** A fold begins at 0; without its head the log says something else. */
const headProblems = async (admin: Admin, { topic, name }: FoundTopic): Promise<readonly string[]> =>
  topic.keeps !== 'forever'
    ? []
    : (await admin.fetchTopicOffsets(name))
        .filter(({ low }) => low !== '0')
        .map(
          ({ partition, low }) => `topic ${name}, partition ${partition}: the log starts at ${low}, records before it are gone`,
        );

/** Where the next record of each partition will stand. */
export const endsOf = async (admin: Admin, topic: string): Promise<Ends> =>
  new Map((await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, offsetOf(high)]));
