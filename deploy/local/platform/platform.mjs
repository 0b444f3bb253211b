import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { ENGINE_STOP_ORDER, startEngine } from '../engine/engine.mjs';
import { Failure } from '../failure.mjs';
import { logTail } from '../process/managed-process.mjs';
import { freePorts } from '../process/ports.mjs';
import { supervisor as newSupervisor } from '../process/supervisor.mjs';
import { until } from '../process/until.mjs';
import { runLedger } from './command.mjs';
import { readConnection, writeConnection } from './connection.mjs';
import { writePrivately } from './kept-file.mjs';
import { writeRuntime } from './runtime.mjs';
import { keptSecret } from './secret.mjs';
import { SERVICES, SERVICE_STOP_ORDER, commonEnvironment, serviceEnvironment } from './services.mjs';

const END_WITH_PARENT = fileURLToPath(new URL('../process/end-with-parent.mjs', import.meta.url));
const HEALTH_TIMEOUT_MS = 2_000;
const READY_DEADLINE_MS = 180_000;
const SERVICE_GRACE_MS = 20_000;
const TAIL_LINES = 15;
const FIRST_PROJECT = 'Tutorial';

/**
 * The whole platform on one machine: engine, services, first project. `stop` ends everything that was started so far,
 * in order, also when `start` failed halfway.
 *
 * @param {object} options
 * @param {string} options.root
 * @param {import('../paths.mjs').PlatformPaths} options.paths
 * @param {number} options.port
 * @param {import('../progress.mjs').Progress} options.progress
 * @param {AbortSignal} options.signal
 */
export function localPlatform({ root, paths, port, progress, signal }) {
  const url = `http://127.0.0.1:${port}`;
  /** @type {Record<string, string>} */
  let common = {};
  const supervisor = newSupervisor({ say: progress.say, onChange: keepRuntime });

  function keepRuntime() {
    writeRuntime(paths.runtime, { environment: common, processes: supervisor.running() });
  }

  async function start() {
    mkdirSync(paths.data, { recursive: true, mode: 0o700 });
    const engine = await startEngine({ paths, given: process.env, supervisor, progress, signal });
    common = commonEnvironment({ paths, engine, publicUrl: url, secret: keptSecret(paths.secret) });
    keepRuntime();
    const firstProjectDue = await progress.step('Opening the log', openLog);
    await progress.step('Starting services', startServices);
    return firstProjectDue ? createFirstProject() : keptConnection();
  }

  /**
   * The first project is due when the log was empty. That it is due is kept until its token is in the connection file:
   * a start that dies in between is made up for by the next one.
   */
  async function openLog() {
    const alreadyDue = existsSync(paths.firstProjectDue);
    // Our own log was opened once and for all; the services check it again. Asking the broker would cost seconds at every start.
    if (process.env['KAFKA_BROKERS'] === undefined && existsSync(paths.logOpened)) return alreadyDue;
    writePrivately(paths.firstProjectDue, '');
    const { opened } = await runLedger(root, ['init', '--json'], { environment: common, signal });
    const isDue = opened === true || alreadyDue;
    if (!isDue) rmSync(paths.firstProjectDue, { force: true });
    writePrivately(paths.logOpened, '');
    return isDue;
  }

  async function startServices() {
    const ports = { ...(await freePorts(SERVICES)), gateway: port };
    for (const name of SERVICES) supervisor.start(serviceSpec(name, ports));
    const deadline = performance.now() + READY_DEADLINE_MS;
    for (const [name, servicePort] of Object.entries(ports)) {
      const logFile = join(paths.logs, `${name}.log`);
      await until(() => isReady(servicePort), {
        signal,
        deadlineMs: deadline - performance.now(),
        everyMs: 100,
        late: () =>
          `${name} is not ready after ${READY_DEADLINE_MS / 1000} s. The end of ${logFile}:\n${logTail(logFile, TAIL_LINES)}`,
      });
    }
  }

  /**
   * @param {string} name
   * @param {Record<string, number>} ports
   * @returns {import('../process/managed-process.mjs').ProcessSpec}
   */
  function serviceSpec(name, ports) {
    const environment = serviceEnvironment(name, { root, paths, ports, common });
    mkdirSync(environment['WORK_DIR'] ?? paths.work, { recursive: true });
    return {
      name,
      command: process.execPath,
      args: ['--import', END_WITH_PARENT, join(root, 'apps', name, 'dist', 'main.js')],
      env: { ...process.env, ...environment },
      cwd: root,
      logFile: join(paths.logs, `${name}.log`),
      graceMs: SERVICE_GRACE_MS,
    };
  }

  async function createFirstProject() {
    const { projectId, token } = await progress.step('Creating the first project', () =>
      runLedger(root, ['project', 'create', '--name', FIRST_PROJECT, '--json'], { environment: common, signal }),
    );
    if (typeof projectId !== 'string' || typeof token !== 'string')
      throw new Failure('runledger project create answered without projectId and token.');
    const connection = { url, token, projectId };
    writeConnection(paths.connection, connection);
    rmSync(paths.firstProjectDue, { force: true });
    return { connection, firstProject: true };
  }

  function keptConnection() {
    const kept = readConnection(paths.connection);
    if (kept === undefined) return { connection: undefined, firstProject: false };
    const connection = { ...kept, url };
    writeConnection(paths.connection, connection);
    return { connection, firstProject: false };
  }

  return {
    url,
    start,
    async stop() {
      for (const names of [...SERVICE_STOP_ORDER, ...ENGINE_STOP_ORDER.map((name) => [name])]) await supervisor.stop(names);
      common = {};
      keepRuntime();
    },
    running: supervisor.running,
  };
}

/** @param {number} port */
async function isReady(port) {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) });
    return response.status === 200;
  } catch {
    return false;
  }
}
