import { TOPICS, type TopicContract } from '@runledger/contracts';
import kafkajs, { type Admin } from 'kafkajs';
import { LogFailure } from './failure.js';

const ALL: readonly TopicContract[] = Object.values(TOPICS);

/** Settings without which history would vanish, be stamped by somebody's clock, or be lost with the power. */
const settingsOf = (topic: TopicContract, replication: number): Readonly<Record<string, string>> => ({
  'cleanup.policy': 'delete',
  'message.timestamp.type': 'LogAppendTime',
  ...(topic.keeps === 'forever' ? { 'retention.ms': '-1', 'retention.bytes': '-1' } : { 'retention.ms': '3600000' }),
  // One replica acknowledges from the page cache; a power cut would take back what was promised (log review F12).
  ...(replication === 1 && topic.keeps === 'forever' ? { 'flush.messages': '1' } : {}),
  ...(replication > 1 ? { 'min.insync.replicas': String(Math.min(2, replication)), 'unclean.leader.election.enable': 'false' } : {}),
});

const partitionsOf = (topic: TopicContract, logPartitions: number): number => (topic.partitions === 'log' ? logPartitions : topic.partitions);

/** Creates the topics that are missing. Existing ones are left as they are: `topicProblems` says what is wrong with them. */
export const createTopics = async (admin: Admin, options: { readonly partitions: number; readonly replication: number }): Promise<void> => {
  const existing = new Set(await admin.listTopics());
  const missing = ALL.filter(({ name }) => !existing.has(name));
  if (missing.length === 0) return;
  await admin.createTopics({
    waitForLeaders: true,
    topics: missing.map((topic) => ({
      topic: topic.name,
      numPartitions: partitionsOf(topic, options.partitions),
      replicationFactor: options.replication,
      configEntries: Object.entries(settingsOf(topic, options.replication)).map(([name, value]) => ({ name, value })),
    })),
  });
  await leadersReady(admin);
};

const LEADERS_TIMEOUT_MS = 15_000;

/** A topic that was just created has no leaders for a moment. @throws the broker's last error after 15 s. */
const leadersReady = async (admin: Admin): Promise<void> => {
  const deadlineMs = Date.now() + LEADERS_TIMEOUT_MS;
  for (;;) {
    try {
      for (const { name } of ALL) await admin.fetchTopicOffsets(name);
      return;
    } catch (error) {
      if (Date.now() > deadlineMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
};

/** Number of partitions of the project log, or undefined when it does not exist. */
export const logPartitionsOf = async (admin: Admin): Promise<number | undefined> => {
  const topics = await admin.listTopics();
  if (!topics.includes(TOPICS.projectLog.name)) return undefined;
  const { topics: metadata } = await admin.fetchTopicMetadata({ topics: [TOPICS.projectLog.name] });
  return metadata[0]?.partitions.length;
};

/** What makes the topics unfit to be the truth; empty when all is well. */
export const topicProblems = async (admin: Admin): Promise<readonly string[]> => {
  const existing = new Set(await admin.listTopics());
  const missing = ALL.filter(({ name }) => !existing.has(name)).map(({ name }) => `topic ${name} does not exist: run "runledger init"`);
  if (missing.length > 0) return missing;

  const { topics: metadata } = await admin.fetchTopicMetadata({ topics: ALL.map(({ name }) => name) });
  const partitionsByTopic = new Map(metadata.map(({ name, partitions }) => [name, partitions]));
  const logPartitions = partitionsByTopic.get(TOPICS.projectLog.name)?.length ?? 0;
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: ALL.map(({ name }) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name })),
  });
  const configByTopic = new Map(
    resources.map(({ resourceName, configEntries }) => [resourceName, new Map(configEntries.map(({ configName, configValue }) => [configName, configValue]))]),
  );

  const problems: string[] = [];
  for (const topic of ALL) {
    const partitions = partitionsByTopic.get(topic.name) ?? [];
    const expected = partitionsOf(topic, logPartitions);
    if (partitions.length !== expected) problems.push(`topic ${topic.name} has ${partitions.length} partitions, needs ${expected}`);
    const replication = partitions[0]?.replicas.length ?? 1;
    for (const [name, value] of Object.entries(settingsOf(topic, replication))) {
      const actual = configByTopic.get(topic.name)?.get(name);
      if (actual !== value) problems.push(`topic ${topic.name}: ${name} is ${actual ?? 'unset'}, must be ${value}`);
    }
    if (topic.keeps === 'forever') {
      for (const { partition, low } of await admin.fetchTopicOffsets(topic.name)) {
        if (low !== '0') problems.push(`topic ${topic.name}, partition ${partition}: the log starts at ${low}, records before it are gone`);
      }
    }
  }
  return problems;
};

/** @throws LogFailure TOPIC_UNSAFE naming every problem. */
export const assertTopics = async (admin: Admin): Promise<void> => {
  const problems = await topicProblems(admin);
  if (problems.length > 0) throw new LogFailure('TOPIC_UNSAFE', `the log is not safe to work on: ${problems.join('; ')}`);
};
