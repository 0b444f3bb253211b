import { partitionOfProject, type Offset } from '@runledger/contracts';
import { folded, history, id, type History } from '../testing/index.js';
import { applyRecord, LogGap, newPartition, RULES_KNOWN } from './partition.js';

const ofTheFuture = { kind: 'unknown', type: 'JobDreamt', version: 1, reason: 'unknown type' } as const;
const voided = (told: History, offset: number): History =>
  told.event({ type: 'RecordVoided', aggregate: 'log:0', data: { offset, reason: 'written by a build that was taken back' } });

describe('the log of a partition', () => {
  it('is folded without a gap: a missing record is an error, never skipped', () => {
    const [first, , third] = history().job('1001').records;
    const state = newPartition(0);
    if (first !== undefined) applyRecord(state, first);
    expect(() => third && applyRecord(state, third)).toThrow(LogGap);
  });

  it('does not accept a record that it has folded before', () => {
    const [first] = history().records;
    const state = newPartition(0);
    if (first !== undefined) applyRecord(state, first);
    expect(() => first && applyRecord(state, first)).toThrow(LogGap);
  });

  it('begins with LogOpened, else nothing of it is folded', () => {
    const [, ...headless] = history().job('1001').records;
    const state = newPartition(0);
    const applied = headless.map((record, index) => applyRecord(state, { ...record, offset: index as Offset }));
    expect(applied[0]).toEqual({ kind: 'stopped', reason: 'the partition does not begin with LogOpened' });
    expect(state.projects.size).toBe(0);
  });

  it('is opened once', () => {
    const again = history().event({ type: 'LogOpened', aggregate: 'log:0', data: { partitions: 32, rules: 1 } });
    const { state, lastVerdict } = folded(again);
    expect([lastVerdict, state.partitions]).toEqual(['duplicate', 1]);
  });

  it('takes bytes that are no event as void, and goes on', () => {
    const told = folded(history().record({ kind: 'undecodable', reason: 'not an event envelope' }).job('1001'));
    expect(told.verdicts.slice(-2)).toEqual(['undecodable', 'effective']);
  });

  it('takes events of a project that belongs into another partition as void', () => {
    const told = history('1', { partitions: 16 });
    const stranger = Array.from({ length: 50 }, (_, index) => String(index + 2)).find(
      (project) => partitionOfProject(id(project), 16) !== told.partition,
    );
    expect(folded(told.projectCreated(stranger)).lastVerdict).toBe('wrongPartition');
    expect(folded(told).state.projects.size).toBe(1);
  });

  it('leaves out records of contexts that the reader does not fold', () => {
    const told = folded(history().record({ kind: 'skipped' }).job('1001'));
    expect(told.statusOf('1001')).toBe('created');
  });
});

describe('a record that this build cannot judge', () => {
  it('stops the partition there: later records have no effect', () => {
    const told = folded(history().record(ofTheFuture).job('1001'));
    expect(told.verdicts.slice(-2)).toEqual(['stopped', 'stopped']);
    expect(told.state.stopped).toEqual({ at: 2, reason: 'JobDreamt version 1 cannot be read by this build: unknown type' });
    expect(told.project.jobs.unfinished.size).toBe(0);
  });

  it('declared void by an operator is skipped, and what came after it is folded from there', () => {
    const told = voided(history().record(ofTheFuture).job('1001'), 2).job('1002');
    const { state, project } = folded(told);
    expect(state.stopped).toBeUndefined();
    expect([...project.jobs.unfinished.keys()]).toEqual(['1001', '1002']);
  });

  it('is judged alike by who was stopped at it and by who replays the log from the start', () => {
    const told = voided(history().record(ofTheFuture).job('1001'), 2);
    const { state } = folded({ records: told.records.slice(0, 4) });
    expect(state.stopped?.at).toBe(2);
    // The reader goes on at the record that comes next, and then where the fold asks it to.
    for (let next = 4; next < told.records.length; next += 1) {
      const record = told.records[next];
      const applied = record && applyRecord(state, record);
      if (applied?.kind === 'rewind') next = applied.to - 1;
    }
    expect(folded(told).state).toEqual(state);
  });

  it('is one of several: each is declared void by its own event, in any order', () => {
    const told = voided(voided(history().record(ofTheFuture).job('1001').record(ofTheFuture), 4), 2).job('1002');
    const { state, project } = folded(told);
    expect(state.stopped).toBeUndefined();
    expect(project.jobs.unfinished.size).toBe(2);
  });

  it('stays where it stops while another record is declared void', () => {
    expect(folded(voided(history().record(ofTheFuture), 1)).state.stopped?.at).toBe(2);
  });

  it('is no reason to declare void what everybody has judged already', () => {
    const told = folded(voided(history().job('1001'), 2));
    expect(told.lastVerdict).toBe('notStopped');
    expect(told.statusOf('1001')).toBe('created');
  });
});

describe('the rules of a partition', () => {
  const activated = (rules: number) => history().event({ type: 'RulesActivated', aggregate: 'log:0', data: { rules } });

  it('stop a build that does not know them', () => {
    expect(folded(activated(RULES_KNOWN + 1)).last).toEqual({
      kind: 'stopped',
      reason: `rules ${RULES_KNOWN + 1} are newer than this build (${RULES_KNOWN})`,
    });
  });

  it('stop a build that does not know the first ones', () => {
    const opened = history('1', { created: false }).records.map((record) =>
      record.decoded.kind === 'event' && record.decoded.event.type === 'LogOpened'
        ? {
            ...record,
            decoded: {
              kind: 'event',
              event: { ...record.decoded.event, data: { partitions: 1, rules: RULES_KNOWN + 1 } },
            } as const,
          }
        : record,
    );
    expect(folded({ records: opened }).verdicts).toEqual(['stopped']);
  });

  it('are never activated again, nor older ones', () => {
    expect(folded(activated(RULES_KNOWN)).lastVerdict).toBe('duplicate');
  });
});
