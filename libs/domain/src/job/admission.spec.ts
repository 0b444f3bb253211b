import { folded, history, type Folded, type History } from '../testing/index.js';
import { oldestStartable } from './admission.js';
import { waitingReason } from './status.js';

const oldest = ({ project, state }: Folded, nowMs = state.appendTimeMs): string | undefined =>
  oldestStartable(project.jobs.admission, project.limits['components.jobsParallelism'], nowMs)?.id;

const waiting = (told: Folded, jobId: string) => waitingReason(told.project, told.job(jobId), told.state.appendTimeMs);

describe('starting a job is its admission', () => {
  it('takes effect for a candidate and records the attempt and its worker', () => {
    const { job, statusOf, lastVerdict } = folded(history().job('1001').started('worker-1'));
    expect(lastVerdict).toBe('effective');
    expect(job('1001').attempts).toMatchObject([{ attempt: 1, worker: 'worker-1', outcome: 'running', endMs: null }]);
    expect(statusOf('1001')).toBe('processing');
  });

  it('is void for the second worker that proposes the same attempt', () => {
    const told = folded(history().job('1001').started('worker-1').started('worker-2', 1));
    expect(told.lastVerdict).toBe('notStartable (notCandidate)');
    expect(told.job('1001').attempts).toMatchObject([{ worker: 'worker-1' }]);
  });

  it('is void for an attempt that is not the next one', () => {
    expect(folded(history().job('1001').started('worker-1', 2)).lastVerdict).toBe('notStartable (wrongAttempt)');
  });

  it('is void for a job that nobody created and for one that is finished', () => {
    expect(folded(history().about('1001').started()).lastVerdict).toBe('finished');
    expect(folded(history().job('1001').started().finished().started()).lastVerdict).toBe('finished');
  });
});

describe('the project limit', () => {
  const two = (): History => history().limit(2).job('1001').started().job('1002').started().job('1003');

  it('makes the start of one job too many void, and says so while the job waits', () => {
    const told = folded(two());
    expect(told.statusOf('1003')).toBe('waiting');
    expect(waiting(told, '1003')).toEqual({ rule: 'projectLimit', blockedBy: ['1001', '1002'], position: 1 });
    expect(oldest(told)).toBeUndefined();
    expect(folded(two().started()).lastVerdict).toBe('notStartable (projectLimit)');
  });

  it.each(['finished', 'returned'] as const)('has a free place at the very position where a job is %s', (end) => {
    const told = folded(two().about('1002')[end]().about('1003').started());
    expect(told.lastVerdict).toBe('effective');
  });

  it('counts a job that is being terminated until it has stopped', () => {
    const terminating = two().about('1001').terminationRequested();
    expect(folded(terminating.about('1003').started()).lastVerdict).toBe('notStartable (projectLimit)');
    expect(folded(terminating.about('1001').finished('stopped').about('1003').started()).lastVerdict).toBe('effective');
  });

  it('is ten unless an operator sets another, and counts each project alone', () => {
    const full = history('1').projectCreated('2').inProject('1');
    for (let each = 1001; each <= 1010; each += 1) full.job(String(each)).started();
    expect(folded(full.job('1011').started()).lastVerdict).toBe('notStartable (projectLimit)');
    expect(folded(full.inProject('2').job('1012').started()).lastVerdict).toBe('effective');
  });

  it('stops nobody who runs when it is lowered, but lets nobody in until there is room', () => {
    const lowered = two().limit(1, 1);
    expect(folded(lowered).project.jobs.admission.running.size).toBe(2);
    expect(folded(lowered.about('1001').finished().about('1003').started()).lastVerdict).toBe('notStartable (projectLimit)');
    expect(folded(lowered.about('1002').finished().about('1003').started()).lastVerdict).toBe('effective');
  });
});

describe('the configuration lock', () => {
  const holder = (): History => history().job('1001', { configuration: 'A' }).started();

  it('lets jobs of one configuration run one after the other', () => {
    const locked = holder().job('1002', { configuration: 'A' });
    const told = folded(locked);
    expect(waiting(told, '1002')).toEqual({ rule: 'configurationLock', blockedBy: ['1001'], position: 1 });
    expect(folded(locked.started()).lastVerdict).toBe('notStartable (configurationLock)');
    expect(folded(locked.about('1001').finished().about('1002').started()).lastVerdict).toBe('effective');
  });

  it('does not hold back younger jobs of other configurations, nor jobs without one', () => {
    const told = folded(holder().job('1002', { configuration: 'A' }).job('1003', { configuration: 'B' }).job('1004'));
    expect(oldest(told)).toBe('1003');
    expect(told.statusOf('1004')).toBe('created');
  });

  it('holds for a transformation under the same token, and not under another one', () => {
    const first = history().job('1001', { configuration: 'T', kind: 'transformation', token: '10' }).started();
    expect(folded(first.job('1002', { configuration: 'T', kind: 'transformation', token: '10' }).started()).lastVerdict).toBe(
      'notStartable (configurationLock)',
    );
    expect(folded(first.job('1003', { configuration: 'T', kind: 'transformation', token: '11' }).started()).lastVerdict).toBe(
      'effective',
    );
  });

  it('holds for other kinds whatever the token', () => {
    const told = folded(holder().job('1002', { configuration: 'A', token: '11' }).started());
    expect(told.lastVerdict).toBe('notStartable (configurationLock)');
  });

  it('held by its ancestors does not hold a job back', () => {
    expect(
      folded(
        holder()
          .job('1002', { configuration: 'A', under: ['1001'] })
          .started(),
      ).lastVerdict,
    ).toBe('effective');
  });

  it('held by a sibling holds a job back, even while its ancestor holds it too', () => {
    const siblings = holder()
      .job('1002', { configuration: 'A', under: ['1001'] })
      .started()
      .job('1003', { configuration: 'A', under: ['1001'] });
    const told = folded(siblings);
    expect(waiting(told, '1003')?.blockedBy).toEqual(['1002']);
    expect(oldest(told)).toBeUndefined();
    expect(oldest(folded(siblings.about('1002').finished()))).toBe('1003');
  });

  it('is passed to a younger descendant of the holder while an older stranger waits', () => {
    const told = folded(
      holder()
        .job('1002', { configuration: 'A' })
        .job('1003', { configuration: 'A', under: ['1001'] }),
    );
    expect(oldest(told)).toBe('1003');
  });

  it('is not opened by an ancestor that is only one of two holders', () => {
    const twoHolders = holder()
      .job('1002', { configuration: 'A', under: ['1001'] })
      .started()
      .job('1003', { configuration: 'A', under: ['1001'] })
      .job('1004', { configuration: 'A', under: ['1002'] })
      .job('1005', { configuration: 'A', under: ['1001', '1002'] });
    expect(oldest(folded(twoHolders))).toBe('1005');
  });
});

describe('a delayed start', () => {
  const delayed = (told: History): History => told.job('1001', { configuration: 'A', notBeforeMs: told.nowMs + 1000 });

  it('is void before its time and takes effect from it on', () => {
    const early = folded(delayed(history()).after(980).started());
    expect(early.lastVerdict).toBe('notStartable (delay)');
    expect(waiting(early, '1001')?.rule).toBe('delay');
    expect(folded(delayed(history()).after(990).started()).lastVerdict).toBe('effective');
  });

  it('does not hold back younger jobs of the same configuration', () => {
    expect(oldest(folded(delayed(history()).job('1002', { configuration: 'A' })))).toBe('1002');
  });

  it('gives the job its old place back once it is over', () => {
    const told = folded(delayed(history()).job('1002', { configuration: 'A' }));
    expect(oldest(told, told.state.appendTimeMs + 2000)).toBe('1001');
  });

  it('is looked at anew when a clock that ran ahead is set back', () => {
    const told = folded(delayed(history()).job('1002', { configuration: 'A' }));
    expect(oldest(told, told.state.appendTimeMs + 2000)).toBe('1001');
    expect(oldest(told)).toBe('1002');
    expect(oldest(told, told.state.appendTimeMs + 2000)).toBe('1001');
  });

  it('is over once and for all when the job has run: given back, it waits no more', () => {
    const told = folded(delayed(history()).after(1000).started().returned());
    expect(oldest(told, 0)).toBeUndefined();
    expect(oldest(told)).toBe('1001');
  });
});
