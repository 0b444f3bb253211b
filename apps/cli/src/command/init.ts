import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { isLogFailure, openLog } from '@runledger/event-log';
import { cliLogger, type CliConfig } from '../cli-config.js';
import { say, type Command } from '../command.js';

const BROKER_TIMEOUT_MS = 60_000;
const RETRY_DELAY_MS = 500;

/** A broker that has just started refuses for a second or two. Only unsafe topics are not worth another try. */
const opened = async (config: CliConfig): Promise<boolean> => {
  const deadlineMs = Date.now() + BROKER_TIMEOUT_MS;
  for (;;) {
    try {
      const log = await openLog({ brokers: config.kafkaBrokers, topicPrefix: config.topicPrefix, partitions: config.logPartitions, replication: config.replication, diagnostics: cliLogger(config) });
      return log.opened;
    } catch (error) {
      if ((isLogFailure(error) && error.code === 'TOPIC_UNSAFE') || Date.now() > deadlineMs) throw error;
      await delay(RETRY_DELAY_MS);
    }
  }
};

export const init: Command = {
  name: 'init',
  synopsis: '[--json]',
  meaning: 'Create missing topics and open an empty log',
  run: async (args, config) => {
    const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean', default: false } } });
    const isNew = await opened(config);
    say(values.json ? JSON.stringify({ opened: isNew }) : isNew ? 'The log is open, and empty.' : 'The log was open already.');
    return 0;
  },
};
