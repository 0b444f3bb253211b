import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { accepts } from '../process/ports.mjs';
import { run } from '../process/run.mjs';
import { javaCommand } from '../setup/prerequisites.mjs';

const HEAP_MIB = 512;
/** A clean shutdown writes everything out and saves the next start a log recovery. */
const GRACE_MS = 30_000;

/**
 * One Kafka broker in KRaft mode, formatted when its folder is new. Its ports may change from start to start: nothing
 * in the data names them.
 *
 * @param {{ classPath: string, dataDir: string, logDir: string, ports: { broker: number, controller: number }, signal: AbortSignal }} options
 */
export async function kafkaBroker({ classPath, dataDir, logDir, ports, signal }) {
  const records = join(dataDir, 'log');
  const properties = join(dataDir, 'server.properties');
  mkdirSync(records, { recursive: true });
  writeFileSync(properties, serverProperties(records, ports));
  const java = ['-cp', classPath, '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', '-Drunledger.endWithParent=true'];
  if (!existsSync(join(records, 'meta.properties'))) {
    const clusterId = randomBytes(16).toString('base64url');
    await run(javaCommand('java'), [...java, 'KafkaBroker', 'format', properties, clusterId], { cwd: dataDir, signal });
  }
  return {
    brokers: `127.0.0.1:${ports.broker}`,
    isReady: () => accepts(ports.broker),
    /** @type {import('../process/managed-process.mjs').ProcessSpec} */
    spec: {
      name: 'kafka',
      command: javaCommand('java'),
      args: [`-Xmx${HEAP_MIB}m`, ...java, 'KafkaBroker', 'run', properties],
      env: process.env,
      cwd: dataDir,
      logFile: join(logDir, 'kafka.log'),
      graceMs: GRACE_MS,
    },
  };
}

/**
 * @param {string} records
 * @param {{ broker: number, controller: number }} ports
 */
function serverProperties(records, ports) {
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${ports.controller}`,
    listeners: `BROKER://127.0.0.1:${ports.broker},CONTROLLER://127.0.0.1:${ports.controller}`,
    'advertised.listeners': `BROKER://127.0.0.1:${ports.broker}`,
    'listener.security.protocol.map': 'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'BROKER',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': records,
    // Topics are made by us with the settings that the log needs; a misspelt name must not make another one.
    'auto.create.topics.enable': false,
    'group.initial.rebalance.delay.ms': 0,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 8,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}
