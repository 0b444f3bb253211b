/**
 * Measures how fast one thread folds the log: decodes and judges the bytes of typical lives of jobs (created, started,
 * finished) and of storage jobs (created, started, committed). Run after a build: node libs/domain/scripts/fold-rate.mjs [JOBS]
 */
import { decodeEvent, encodeEvent } from '@runledger/contracts';
import { applyRecord, newPartition } from '@runledger/domain';
import { history } from '@runledger/domain/testing';

const jobs = Number(process.argv[2] ?? 50_000);
const PROJECTS = 20;
const configuration = {
  inline: { parameters: { script: 'SELECT 1'.repeat(20) }, storage: { input: { tables: [] }, output: { tables: [] } } },
};

/** Bytes of a log in which every life is told to its end before the next begins. */
const tell = (lives, tellLife) => {
  const log = history('1');
  for (let project = 2; project <= PROJECTS; project += 1) log.projectCreated(String(project));
  for (let project = 1; project <= PROJECTS; project += 1) log.inProject(String(project)).bucket('in.c-main').configuration('A');
  for (let life = 0; life < lives; life += 1) tellLife(log.inProject(String(1 + (life % PROJECTS))), String(10_000 + life));
  return log.records.map(({ decoded, ...place }) => ({ ...place, bytes: encodeEvent(decoded.event) }));
};

const jobLife = (log, id) => log.job(id, { configuration: 'A', version: 1, frozen: configuration }).started().finished();
const storageLife = (log, id) => log.storageJob(id, `in.c-main.table-${id}`).storageStarted().committed();

const seconds = (run) => {
  const startedMs = performance.now();
  run();
  return (performance.now() - startedMs) / 1000;
};
const rate = (count, run) => `${Math.round(count / seconds(run) / 1000)}k events/s`;

for (const [name, life] of [
  ['jobs', jobLife],
  ['storage jobs', storageLife],
]) {
  const log = tell(jobs, life);
  const bytes = log.reduce((sum, record) => sum + record.bytes.length, 0);
  console.log(`${name}: ${log.length} events of ${Math.round(bytes / log.length)} bytes`);
  for (const round of ['cold', 'warm']) {
    let decoded = [];
    const state = newPartition(0);
    console.log(
      `  ${round}: decode ${rate(log.length, () => (decoded = log.map((record) => ({ ...record, decoded: decodeEvent(record.bytes) }))))}`,
    );
    let effective = 0;
    const folded = rate(log.length, () =>
      decoded.forEach((record) => (effective += applyRecord(state, record).verdict.effective ? 1 : 0)),
    );
    const both = newPartition(0);
    const whole = rate(log.length, () =>
      log.forEach((record) => applyRecord(both, { ...record, decoded: decodeEvent(record.bytes) })),
    );
    console.log(`  ${round}: fold ${folded}; decode and fold ${whole}; ${effective} effective`);
  }
}
