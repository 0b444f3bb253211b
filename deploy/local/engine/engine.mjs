import { ENGINE_HOME } from '../paths.mjs';
import { logTail } from '../process/managed-process.mjs';
import { freePorts } from '../process/ports.mjs';
import { until } from '../process/until.mjs';
import { requireJava } from '../setup/prerequisites.mjs';
import { provideEngineJars } from './jars.mjs';
import { kafkaBroker } from './kafka.mjs';
import { embeddedReadStore, hasMongod, mongodReadStore } from './read-store.mjs';

const READY_DEADLINE_MS = 60_000;
const TAIL_LINES = 15;

/**
 * What services need to reach the log and the read store; the names are those of their environment.
 *
 * @typedef {{ KAFKA_BROKERS: string, MONGODB_URL: string, READ_STORE_KIND: string }} EngineEnvironment
 * @typedef {{ spec: import('../process/managed-process.mjs').ProcessSpec, isReady: () => Promise<boolean> }} EnginePart
 */

/**
 * Brings up the parts of the engine that the environment does not name: with `KAFKA_BROKERS` no broker is started, with
 * `MONGODB_URL` no read store. The supervisor keeps the started ones running, as `read-store` and `kafka`.
 *
 * @param {object} options
 * @param {{ kafka: string, mongodb: string, logs: string }} options.paths
 * @param {NodeJS.ProcessEnv} options.given
 * @param {import('../process/supervisor.mjs').Supervisor} options.supervisor
 * @param {import('../progress.mjs').Progress} options.progress
 * @param {AbortSignal} options.signal
 * @returns {Promise<EngineEnvironment>}
 */
export async function startEngine({ paths, given, supervisor, progress, signal }) {
  const givenBrokers = given['KAFKA_BROKERS'] || undefined;
  const givenReadStore = given['MONGODB_URL'] || undefined;
  const useMongod = givenReadStore === undefined && hasMongod();
  const needsJava = givenBrokers === undefined || (givenReadStore === undefined && !useMongod);
  if (needsJava) requireJava();
  const classPath = needsJava ? await provideEngineJars(ENGINE_HOME, { progress, signal }) : '';
  const ports = await freePorts(/** @type {const} */ (['broker', 'controller', 'readStore']));
  const logDir = paths.logs;

  /** @type {EnginePart[]} */
  const parts = [];
  const store = useMongod
    ? mongodReadStore({ dataDir: paths.mongodb, logDir, port: ports.readStore })
    : embeddedReadStore({ classPath, logDir, port: ports.readStore });
  if (givenReadStore === undefined) parts.push(store);
  let brokers = givenBrokers;
  if (brokers === undefined) {
    const kafka = await kafkaBroker({ classPath, dataDir: paths.kafka, logDir, ports, signal });
    parts.push(kafka);
    brokers = kafka.brokers;
  }

  if (parts.length > 0) {
    const names = parts.map(({ spec }) => spec.name).join(' and ');
    await progress.step(`Starting ${names}`, () => Promise.all(parts.map((part) => bringUp(part, { supervisor, signal }))));
  }
  return {
    KAFKA_BROKERS: brokers,
    MONGODB_URL: givenReadStore ?? store.url,
    READ_STORE_KIND: givenReadStore === undefined ? store.kind : given['READ_STORE_KIND'] || 'mongodb',
  };
}

/**
 * @param {EnginePart} part
 * @param {{ supervisor: import('../process/supervisor.mjs').Supervisor, signal: AbortSignal }} options
 */
async function bringUp({ spec, isReady }, { supervisor, signal }) {
  supervisor.start(spec);
  await until(isReady, {
    signal,
    deadlineMs: READY_DEADLINE_MS,
    late: () =>
      `${spec.name} is not ready after ${READY_DEADLINE_MS / 1000} s. The end of ${spec.logFile}:\n${logTail(spec.logFile, TAIL_LINES)}`,
  });
}

/** In the order in which they are stopped: the log goes last. */
export const ENGINE_STOP_ORDER = ['read-store', 'kafka'];
