import { history, type History, type JobTold } from '../testing/index.js';
import { applyRecord, newPartition, type PartitionState } from '../log/partition.js';
import { oldestStartable } from './admission.js';

const CROWD = 100_000;
const TURNS = 1_000;

/** Jobs wait; then one after the other the oldest startable one starts and finishes. */
const costPerTurnMs = (waiting: number, jobOf: (index: number) => JobTold): number => {
  const told: History = history().job('1000', { configuration: 'parent' }).started();
  for (let index = 0; index < waiting; index += 1) told.job(String(1_000_000 + index), jobOf(index));
  const state = newPartition(told.partition);
  const catchUp = (): void => told.records.slice(state.next).forEach((record) => applyRecord(state, record));
  catchUp();

  const rounds = Array.from({ length: 5 }, () => {
    const startedMs = performance.now();
    for (let turn = 0; turn < TURNS / 5; turn += 1) {
      const job = oldest(state, told.nowMs);
      told.about(job).started().finished();
      catchUp();
    }
    return (performance.now() - startedMs) / (TURNS / 5);
  });
  // The quietest round: what others do on this machine is not what is measured.
  return Math.min(...rounds);
};

const oldest = (state: PartitionState, nowMs: number): string => {
  const [project] = state.projects.values();
  return (project && oldestStartable(project.jobs.admission, 10, nowMs)?.id) ?? '';
};

describe(`with ${CROWD} waiting jobs in one project`, () => {
  it.each<[string, (index: number) => JobTold]>([
    ['all of one configuration', () => ({ configuration: 'A' })],
    ['each of its own configuration', (index) => ({ configuration: `configuration-${index}` })],
    ['all children of a running job of their configuration', () => ({ configuration: 'parent', under: ['1000'] })],
    ['all delayed until just now', () => ({ configuration: 'A', notBeforeMs: 1 })],
  ])('%s: a turn (find, start, finish) costs microseconds, since nothing scans the crowd', (name, jobOf) => {
    const turnMs = costPerTurnMs(CROWD, jobOf);
    console.log(`${name}: ${(turnMs * 1000).toFixed(1)} µs a turn`);
    expect(turnMs).toBeLessThan(0.5);
  });
});
