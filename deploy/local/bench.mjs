/** `npm run bench`: measures the budgets on a platform with throw-away data; prints them and writes `bench-TIME.json`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { roundTrips, sustainedLifecycles } from './bench/jobs.mjs';
import { budgetsOf, budgetTable } from './bench/budgets.mjs';
import { describeMachine } from './bench/machine.mjs';
import { residentMiB } from './bench/memory.mjs';
import { foldInMemory, projectIntoStore } from './bench/projection.mjs';
import { queueClient } from './bench/queue-client.mjs';
import { rounded } from './bench/statistics.mjs';
import { describe, Failure } from './failure.mjs';
import { ROOT, platformPaths } from './paths.mjs';
import { runLedger } from './platform/command.mjs';
import { localPlatform } from './platform/platform.mjs';
import { readRuntime } from './platform/runtime.mjs';
import { SERVICES } from './platform/services.mjs';
import { endingOnSignals } from './process/ending.mjs';
import { freePorts } from './process/ports.mjs';
import { progressOn } from './progress.mjs';
import { prepareClone } from './setup/prepare.mjs';
import { requireNode } from './setup/prerequisites.mjs';
import { scratchFolder } from './testing/scratch.mjs';

const PROJECTS = 16;
/** Every project may run its ten jobs at once: what is measured is the platform, not the number of slots. */
const WORKER_SLOTS = 160;

const progress = progressOn(process.stdout);
const { signal } = endingOnSignals();
const scratch = scratchFolder();
const paths = platformPaths(join(scratch.folder, 'data'));

process.env['WORKER_SLOTS'] = String(WORKER_SLOTS);
try {
  requireNode();
  await prepareClone({ progress, signal, withBuild: true });
  // Loaded only now: it uses packages that a fresh clone has just installed.
  const { csvImport } = await import('./bench/csv-import.mjs');
  const imported = await progress.step('Measuring CSV import', () => csvImport(ROOT, join(scratch.folder, 'csv')));
  const inMemory = await progress.step('Measuring the fold in memory', () => foldInMemory(ROOT, signal));
  const first = await onPlatform(async ({ startSeconds }) => ({ startSeconds }));
  const second = await onPlatform(measurePlatform);
  const report = {
    time: new Date().toISOString(),
    machine: describeMachine(ROOT),
    start: { firstSeconds: first.startSeconds, secondSeconds: second.startSeconds },
    ...second.measured,
    projection: { inMemory, intoStore: second.measured.intoStore },
    csvImport: imported,
  };
  const budgets = budgetsOf(report);
  const file = join(ROOT, `bench-${report.time.replaceAll(':', '-')}.json`);
  writeFileSync(file, `${JSON.stringify({ ...report, budgets }, undefined, 2)}\n`);
  progress.say(`${JSON.stringify(report, undefined, 2)}\n\nBudgets\n${budgetTable(budgets)}\nWritten to ${file}`);
} catch (error) {
  process.stderr.write(`${describe(error)}\n`);
  process.exitCode = 1;
} finally {
  scratch.remove();
}
process.exit();

/**
 * @template T
 * @param {(started: { startSeconds: number, connection: import('./platform/connection.mjs').Connection, platform: ReturnType<typeof localPlatform> }) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function onPlatform(work) {
  const { port } = await freePorts(/** @type {const} */ (['port']));
  const platform = localPlatform({ root: ROOT, paths, port, progress, signal });
  try {
    const startMs = performance.now();
    const { connection } = await platform.start();
    if (connection === undefined) throw new Failure('The benchmark needs a log of its own: unset KAFKA_BROKERS.');
    return await work({ startSeconds: rounded((performance.now() - startMs) / 1000), connection, platform });
  } finally {
    await platform.stop();
  }
}

/** @param {{ startSeconds: number, connection: import('./platform/connection.mjs').Connection, platform: ReturnType<typeof localPlatform> }} started */
async function measurePlatform({ startSeconds, connection, platform }) {
  const memory = () =>
    residentMiB(
      platform
        .running()
        .filter(({ name }) => SERVICES.includes(name))
        .map(({ pid }) => pid),
    );
  const idleMiB = memory();
  const queue = queueClient(connection);
  const one = await progress.step('Measuring round trips', () => roundTrips(queue));
  queue.close();
  const queues = (await progress.step(`Creating ${PROJECTS} projects`, () => createProjects(connection.url))).map(queueClient);
  const many = await progress.step('Measuring sustained lifecycles', () => sustainedLifecycles(queues));
  for (const each of queues) each.close();
  const { environment } = readRuntime(paths.runtime);
  const intoStore = await progress.step('Projecting into the store', () => projectIntoStore(ROOT, { environment, signal }));
  return {
    startSeconds,
    measured: { intoStore, roundTrip: one, sustained: many, memoryOfServicesMiB: { idle: idleMiB, afterLoad: memory() } },
  };
}

/** @param {string} url */
async function createProjects(url) {
  const { environment } = readRuntime(paths.runtime);
  const connections = [];
  for (let number = 1; number <= PROJECTS; number += 1) {
    const { token } = await runLedger(ROOT, ['project', 'create', '--name', `Bench ${number}`, '--json'], {
      environment,
      signal,
    });
    connections.push({ url, token: String(token) });
  }
  return connections;
}
