import { jest } from '@jest/globals';
import type { Offset } from '@runledger/contracts';
import type { LogRecord } from '@runledger/domain';
import { history } from '@runledger/domain/testing';
import { SILENT } from './diagnostics.js';
import { LogFold, type Observed } from './log-fold.js';

const at = (offset: number): Offset => offset as Offset;

describe('LogFold', () => {
  let fold: LogFold;
  let observed: Observed[];
  let batches: number;
  /** LogOpened, ProjectCreated, and the same project once more. */
  const records: readonly LogRecord[] = history('1').projectCreated('1').records;
  const unknown = (offset: number): LogRecord => ({
    partition: 0,
    offset: at(offset),
    appendTimeMs: 1,
    decoded: { kind: 'unknown', type: 'ProjectFrozen', version: 1, reason: 'unknown type' },
  });

  beforeEach(() => {
    fold = new LogFold(SILENT);
    observed = [];
    batches = 0;
    fold.follow({
      onRecord: (one) => void observed.push(one),
      onBatch: () => {
        batches += 1;
      },
    });
  });

  it('tells its observers what each record did, and that the batch is over', async () => {
    await fold.fold({ partition: 0, records });
    expect(observed.map(({ verdict }) => verdict.effective)).toEqual([true, true, false]);
    expect(batches).toBe(1);
    expect(fold.foldedTo(0)).toBe(3);
    expect([...fold.voids]).toEqual([['alreadyExists', 1]]);
  });

  it('passes over what it has folded when a batch comes again', async () => {
    await fold.fold({ partition: 0, records: records.slice(0, 2) });
    await fold.fold({ partition: 0, records });
    expect(observed.map(({ record }) => record.offset)).toEqual([0, 1, 2]);
  });

  it('takes no batch that leaves records out', async () => {
    await expect(fold.fold({ partition: 0, records: records.slice(1) })).rejects.toMatchObject({ code: 'LOG_GAP' });
  });

  it('wakes those who wait for a position as soon as it is folded', async () => {
    const reached = fold.reached(0, at(3), 10_000);
    await fold.fold({ partition: 0, records: records.slice(0, 2) });
    await fold.fold({ partition: 0, records });
    await reached;
    await fold.reached(0, at(3), 0);
  });

  it('tells those who wait too long that the log is not read up to there', async () => {
    await expect(fold.reached(0, at(1), 20)).rejects.toMatchObject({ code: 'KAFKA_UNAVAILABLE' });
  });

  it('tells those who wait behind a record that cannot be judged, at once, and nobody before it', async () => {
    const behind = fold.reached(0, at(5), 10_000);
    const before = fold.reached(0, at(3), 10_000);
    await fold.fold({ partition: 0, records: [...records, unknown(3)] });
    await before;
    await expect(behind).rejects.toMatchObject({
      code: 'PARTITION_STOPPED',
      message: expect.stringContaining('offset 3') as string,
    });
    await expect(fold.reached(0, at(4), 10_000)).rejects.toMatchObject({ code: 'PARTITION_STOPPED' });
  });

  it('lets others have their turn while it folds a long batch', async () => {
    const told = history('1');
    for (let count = 0; count < 100; count += 1) told.projectCreated('1');
    // Each look at the clock finds it 6 ms later, so that every second record ends a slice.
    let nowMs = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => (nowMs += 6));
    let turns = 0;
    let isFolding = true;
    const others = (): void => {
      turns += 1;
      if (isFolding) setImmediate(others);
    };
    others();
    await fold.fold({ partition: 0, records: told.records });
    isFolding = false;
    clock.mockRestore();
    expect(turns).toBeGreaterThan(20);
  });
});
