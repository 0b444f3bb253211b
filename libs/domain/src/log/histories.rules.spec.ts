import { isDeepStrictEqual } from 'node:util';
import { decodeEvent, encodeEvent, type DomainEvent, type Offset } from '@runledger/contracts';
import fc from 'fast-check';
import { currentAttempt, isAncestorOf, type Job } from '../job/jobs.js';
import { isFinalStatus, statusOf, type JobStatus } from '../job/status.js';
import type { ProjectState } from '../project/project.js';
import { histories } from '../testing/index.js';
import { EVENT_MEMORY_MS } from './event-memory.js';
import { applyRecord, newPartition, type Applied, type LogRecord, type PartitionState } from './partition.js';
import type { Changed } from './step.js';

const RUNS = { numRuns: 150 };

const foldAll = (
  records: readonly LogRecord[],
  look: (applied: Applied, record: LogRecord, state: PartitionState) => void = () => undefined,
): PartitionState => {
  const state = newPartition(0);
  for (const record of records) look(applyRecord(state, record), record, state);
  return state;
};

const eventOf = ({ decoded }: LogRecord): DomainEvent | undefined => (decoded.kind === 'event' ? decoded.event : undefined);
const changesOf = (applied: Applied): readonly Changed[] =>
  applied.kind === 'applied' ? applied.changes.filter((change) => change.kind !== 'event') : [];
const isStart = (record: LogRecord | undefined): boolean => {
  const type = record && eventOf(record)?.type;
  return type === 'AttemptStarted' || type === 'StorageAttemptStarted';
};
const isEffective = (applied: Applied): boolean => applied.kind === 'applied' && applied.verdict.effective;

/** What runs in a project, found without any index. */
const runningJobs = ({ jobs }: ProjectState): readonly Job[] =>
  [...jobs.unfinished.values()].filter((job) => currentAttempt(job) !== undefined);

describe('in every history, whatever is proposed, repeated or comes late', () => {
  it('no effective start exceeds the limit or breaks a lock', () => {
    fc.assert(
      fc.property(histories(), (records) => {
        foldAll(records, (applied, record, state) => {
          const event = eventOf(record);
          const project = event && state.projects.get(event.project);
          if (event?.type !== 'AttemptStarted' || !isEffective(applied) || project === undefined) return;
          const running = runningJobs(project);
          expect(running.length).toBeLessThanOrEqual(project.limits['components.jobsParallelism']);
          const started = running.find(({ id }) => id === event.data.jobId);
          const sharing = running.filter(
            ({ created }) => created.lockKey !== null && created.lockKey === started?.created.lockKey,
          );
          for (const holder of sharing) expect(holder === started || (started && isAncestorOf(holder.id, started))).toBe(true);
        });
      }),
      RUNS,
    );
  });

  it('no two writers of a table run at once, and versions of a table count up by one', () => {
    fc.assert(
      fc.property(histories(), (records) => {
        const versions = new Map<string, number>();
        foldAll(records, (applied, _, state) => {
          for (const { storage } of state.projects.values()) {
            const written = [...storage.unfinished.values()].filter(
              ({ created, state }) => created.writes && state.phase === 'running',
            );
            expect(new Set(written.map(({ created }) => created.tableId)).size).toBe(written.length);
          }
          for (const change of changesOf(applied)) {
            if (change.kind === 'table' && change.deleted) versions.delete(`${change.project.id}/${change.table.id}`);
            if (change.kind !== 'tableVersion') continue;
            const table = `${change.project.id}/${change.table.id}`;
            expect(change.version.version).toBe((versions.get(table) ?? 0) + 1);
            versions.set(table, change.version.version);
          }
        });
      }),
      RUNS,
    );
  });

  it('a job that has ended never changes again, and a cancelled one never ran', () => {
    fc.assert(
      fc.property(histories(), (records) => {
        const ended = new Map<string, JobStatus>();
        foldAll(records, (applied, _, state) => {
          for (const change of changesOf(applied)) {
            if (change.kind !== 'job') continue;
            const status = statusOf(change.project, change.job, state.appendTimeMs);
            expect(ended.has(change.job.id)).toBe(false);
            if (!isFinalStatus(status)) continue;
            ended.set(change.job.id, status);
            if (status === 'cancelled') expect(change.job.attempts).toEqual([]);
          }
        });
      }),
      RUNS,
    );
  });

  it('a termination reaches everything below, at its own position and for what is created later', () => {
    fc.assert(
      fc.property(histories(), (records) => {
        const requested = new Set<string>();
        foldAll(records, (applied, record, state) => {
          const event = eventOf(record);
          if (event?.type === 'TerminationRequested' && isEffective(applied)) requested.add(event.data.jobId);
          for (const { jobs } of state.projects.values()) {
            for (const job of jobs.unfinished.values()) {
              if (![job.id, ...job.created.ancestors].some((id) => requested.has(id))) continue;
              expect(job.termination).not.toBeNull();
              expect(job.state.phase).toBe('running');
            }
          }
        });
      }),
      RUNS,
    );
  });

  it('unfinished storage jobs belong to no attempt that has ended', () => {
    fc.assert(
      fc.property(histories(), (records) => {
        foldAll(records, (_, __, state) => {
          for (const { jobs, storage } of state.projects.values()) {
            for (const { created } of storage.unfinished.values()) {
              if (created.cause === null) continue;
              const job = jobs.unfinished.get(created.cause.jobId);
              expect(job && currentAttempt(job)?.attempt).toBe(created.cause.attempt);
            }
          }
        });
      }),
      RUNS,
    );
  });
});

describe('every history', () => {
  it('comes to the same state whenever it is folded, up to any position', () => {
    fc.assert(
      fc.property(histories(), fc.nat(), (records, end) => {
        const prefix = records.slice(0, end % (records.length + 1));
        expect(isDeepStrictEqual(foldAll(prefix), foldAll(prefix))).toBe(true);
      }),
      RUNS,
    );
  });

  it('comes to the same verdicts from its bytes as from the events that they were written from', () => {
    fc.assert(
      fc.property(histories(), (records) => {
        const written = records.map((record) => {
          const event = eventOf(record);
          return { ...record, decoded: decodeEvent(event === undefined ? new Uint8Array([0xff]) : encodeEvent(event)) };
        });
        expect(isDeepStrictEqual(foldAll(written), foldAll(records))).toBe(true);
      }),
      RUNS,
    );
  });

  it('is not changed by copies of its events that come at once', () => {
    fc.assert(
      fc.property(histories(), (records) => {
        const verdicts = effects(records);
        const doubled = renumbered(records.flatMap((record) => [record, record]));
        expect(effects(doubled).filter((_, index) => index % 2 === 0)).toEqual(verdicts);
      }),
      RUNS,
    );
  });

  it('is not changed by copies of its events that come late, as long as appenders may still send them', () => {
    fc.assert(
      fc.property(histories(), fc.array(fc.tuple(fc.nat(), fc.nat(30)), { maxLength: 20 }), (records, late) => {
        const verdicts = effects(records);
        // The one kind of void event that may come true by a copy of its bytes.
        const isRefusedStart = (index: number): boolean => verdicts[index] === false && isStart(records[index]);
        const copies = late.flatMap(([choice, delay]) => {
          const from = choice % records.length;
          const to = Math.min(from + delay, records.length - 1);
          const isTooLate = (records[to]?.appendTimeMs ?? 0) - (records[from]?.appendTimeMs ?? 0) >= EVENT_MEMORY_MS;
          return isTooLate || isRefusedStart(from) ? [] : [{ from, to }];
        });
        const told = records.flatMap((record, index) => [
          { record, isCopy: false },
          ...copies
            .filter(({ to }) => to === index)
            .flatMap(({ from }) => {
              const copied = records[from];
              return copied === undefined ? [] : [{ record: { ...copied, appendTimeMs: record.appendTimeMs }, isCopy: true }];
            }),
        ]);
        const again = effects(renumbered(told.map(({ record }) => record)));
        expect(again.filter((_, index) => told[index]?.isCopy === false)).toEqual(verdicts);
        expect(again.some((isEffective, index) => told[index]?.isCopy === true && isEffective)).toBe(false);
      }),
      RUNS,
    );
  });
});

/** Which records take effect. Why others are void may change when copies come: a copy may be refused first. */
const effects = (records: readonly LogRecord[]): readonly boolean[] => {
  const state = newPartition(0);
  return records.map((record) => isEffective(applyRecord(state, record)));
};

const renumbered = (records: readonly LogRecord[]): readonly LogRecord[] =>
  records.map((record, index) => ({ ...record, offset: index as Offset }));
