/**
 * Measures how fast one thread folds the log: decodes and judges the bytes of typical lives of jobs (created, started,
 * finished) and of storage jobs (created, started, committed). Run after a build: node libs/domain/scripts/fold-rate.mjs [LIVES] [--json]
 */
import { decodeEvent, encodeEvent } from '@runledger/contracts';
import { applyRecord, newPartition } from '@runledger/domain';
import { history } from '@runledger/domain/testing';

const isJson = process.argv.includes('--json');
const lives = Number(process.argv.slice(2).find((word) => /^\d+$/.test(word)) ?? 50_000);
/** Thousands of events per second, by the clock, of each kind of life and step. */
const rates = {};
const ROUNDS = 5;
const PROJECTS = 20;
const frozen = {
  inline: { parameters: { script: 'SELECT 1'.repeat(20) }, storage: { input: { tables: [] }, output: { tables: [] } } },
};

/** Bytes of a log in which every life is told to its end before the next begins. */
const tell = (tellLife) => {
  const log = history('1');
  for (let project = 2; project <= PROJECTS; project += 1) log.projectCreated(String(project));
  for (let project = 1; project <= PROJECTS; project += 1) {
    log.inProject(String(project)).bucket('in.c-main').configuration('A');
  }
  for (let life = 0; life < lives; life += 1) tellLife(log.inProject(String(1 + (life % PROJECTS))), String(10_000 + life));
  return log.records.map(({ decoded }) => encodeEvent(decoded.event));
};

const LIVES = {
  jobs: (log, id) => log.job(id, { configuration: 'A', version: 1, frozen }).started().finished(),
  'storage jobs': (log, id) => log.storageJob(id, `in.c-main.table-${id}`).storageStarted().committed(),
};

/** The best of some rounds, by the clock and by the time that a processor was busy: other programs slow down only the clock. */
const measure = (kindOfLife, name, log, round) => {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const startedMs = performance.now();
    const started = process.cpuUsage();
    round();
    const { user, system } = process.cpuUsage(started);
    return { clock: log.length / (performance.now() - startedMs), busy: (log.length * 1000) / (user + system) };
  });
  const best = (kind) => `${Math.round(Math.max(...rounds.map((rate) => rate[kind])))}k events/s`;
  rates[`${kindOfLife}: ${name}`] = Math.round(Math.max(...rounds.map(({ clock }) => clock)));
  if (isJson) return;
  console.log(`  ${name.padEnd(16)} ${best('clock').padStart(15)} by the clock ${best('busy').padStart(15)} of processor time`);
};

for (const [name, tellLife] of Object.entries(LIVES)) {
  const log = tell(tellLife);
  const bytes = log.reduce((sum, { length }) => sum + length, 0);
  if (!isJson) console.log(`${name}: ${log.length} events of ${Math.round(bytes / log.length)} bytes`);
  measure(name, 'decode', log, () => log.forEach((value) => decodeEvent(value)));
  measure(name, 'decode and fold', log, () => {
    const state = newPartition(0);
    log.forEach((value, offset) =>
      applyRecord(state, { partition: 0, offset, appendTimeMs: 1_767_225_600_000 + offset, decoded: decodeEvent(value) }),
    );
  });
}
if (isJson) console.log(JSON.stringify({ thousandEventsPerSecond: rates }));
