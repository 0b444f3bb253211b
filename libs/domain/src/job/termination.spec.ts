import { folded, history, type History } from '../testing/index.js';

/** 1001 runs; below it 1002 runs, 1003 waits, and below 1002 waits 1004. 1009 is no kin. */
const family = (): History =>
  history()
    .job('1001')
    .started()
    .job('1002', { under: ['1001'] })
    .started()
    .job('1003', { under: ['1001'] })
    .job('1004', { under: ['1001', '1002'] })
    .job('1009');

describe('termination', () => {
  it('cancels a job that never started, at this position: nothing of it can ever run', () => {
    const cancelled = history().job('1001').terminationRequested();
    const told = folded(cancelled);
    expect(told.statusOf('1001')).toBe('cancelled');
    expect(told.job('1001').attempts).toEqual([]);
    expect(folded(cancelled.started()).lastVerdict).toBe('finished');
  });

  it('lets a running job stop, and ends it terminated whatever it reports', () => {
    const requested = history().job('1001').started().terminationRequested();
    expect(folded(requested).statusOf('1001')).toBe('terminating');
    expect(folded(requested.finished('success')).statusOf('1001')).toBe('terminated');
  });

  it('ends a running job terminated when its attempt is given back', () => {
    expect(folded(history().job('1001').started().terminationRequested().returned()).statusOf('1001')).toBe('terminated');
  });

  it('ends a job terminated, not cancelled, when it waits for a second attempt: the first one did run', () => {
    expect(folded(history().job('1001').started().returned().terminationRequested()).statusOf('1001')).toBe('terminated');
  });

  it('reaches everything below: what waits is cancelled, what runs is asked to stop, strangers go on', () => {
    const told = folded(family().terminationRequested('1001'));
    expect(['1001', '1002', '1003', '1004', '1009'].map((jobId) => told.statusOf(jobId))).toEqual([
      'terminating',
      'terminating',
      'cancelled',
      'cancelled',
      'created',
    ]);
  });

  it('of a child does not reach its parent nor its siblings', () => {
    const told = folded(family().terminationRequested('1002'));
    expect(['1001', '1002', '1003', '1004'].map((jobId) => told.statusOf(jobId))).toEqual([
      'processing',
      'terminating',
      'created',
      'cancelled',
    ]);
  });

  it('reaches grandchildren whose parent is finished already', () => {
    const told = folded(family().about('1002').finished().terminationRequested('1001'));
    expect(told.statusOf('1004')).toBe('cancelled');
    expect(told.statusOf('1002')).toBe('success');
  });

  it.each(['while the ancestor stops', 'when the ancestor has ended'])('cancels at birth what is created below %s', (when) => {
    const requested = family().terminationRequested('1001');
    if (when === 'when the ancestor has ended') requested.about('1001').finished('stopped');
    // 1012 names only the job that was itself cancelled at birth.
    const told = folded(
      requested
        .job('1010', { under: ['1001'] })
        .job('1011', { under: ['1001', '1003'] })
        .job('1012', { under: ['1010'] }),
    );
    expect(['1010', '1011', '1012'].map((jobId) => told.statusOf(jobId))).toEqual(['cancelled', 'cancelled', 'cancelled']);
  });

  it('is void a second time, for an ended job and for an unknown one', () => {
    const running = history().job('1001').started().terminationRequested();
    expect(folded(running.terminationRequested()).lastVerdict).toBe('alreadyRequested');
    expect(folded(running.finished().terminationRequested()).lastVerdict).toBe('finished');
    expect(folded(history().terminationRequested('1001')).lastVerdict).toBe('finished');
  });

  it('says who asked for it, on every job that it reached', () => {
    const told = folded(family().terminationRequested('1001'));
    expect(told.job('1004').termination?.by.tokenId).toBe('10');
  });

  it('frees lock and limit only when the job has stopped', () => {
    const requested = history()
      .job('1001', { configuration: 'A' })
      .started()
      .terminationRequested()
      .job('1002', { configuration: 'A' });
    expect(folded(requested.started()).lastVerdict).toBe('notStartable (configurationLock)');
    expect(folded(requested.about('1001').finished('stopped').about('1002').started()).lastVerdict).toBe('effective');
  });
});
