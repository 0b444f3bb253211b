import { aResult, folded, history } from '../testing/index.js';
import { oldestStartable } from './admission.js';

describe('the end of an attempt', () => {
  it.each([
    ['success', 'success'],
    ['error', 'error'],
    ['stopped', 'terminated'],
  ] as const)('reported as %s ends the job as %s, with its result', (outcome, status) => {
    const result = aResult({ message: 'Two tables read' });
    const { job, statusOf, project } = folded(history().job('1001').started().finished(outcome, result));
    expect(statusOf('1001')).toBe(status);
    expect(job('1001')).toMatchObject({ state: { result }, attempts: [{ outcome }] });
    expect(project.jobs.unfinished.size).toBe(0);
  });

  it.each([
    ['another worker', { attempt: 1, by: 'worker-9' }],
    ['an attempt before', { attempt: 0, by: 'worker-1' }],
    ['an attempt to come', { attempt: 2, by: 'worker-1' }],
  ])('reported for %s is void', (_, attempt) => {
    const told = folded(history().job('1001').started('worker-1').finished('success', aResult(), attempt));
    expect(told.lastVerdict).toBe('notCurrent');
    expect(told.statusOf('1001')).toBe('processing');
  });

  it('reported a second time is void, and so is a contradiction', () => {
    const ended = history().job('1001').started().finished('success');
    expect(folded(ended.again()).lastVerdict).toBe('notCurrent');
    const contradicted = folded(ended.finished('error'));
    expect(contradicted.lastVerdict).toBe('notCurrent');
    expect(contradicted.statusOf('1001')).toBe('success');
  });

  it('never lies before its start, even when the clock of the broker goes back', () => {
    const told = folded(history().job('1001').started().after(-5000).finished());
    const [attempt] = told.job('1001').attempts;
    expect(attempt?.endMs).toBe(attempt?.startMs);
  });
});

describe('an attempt that is given back', () => {
  it('makes the job a candidate again, at its old place and for the next attempt', () => {
    const back = history().limit(1).job('1001').started().job('1002').about('1001').returned();
    const { project, job } = folded(back);
    expect(oldestStartable(project.jobs.admission, 1, 0)?.id).toBe('1001');
    expect(job('1001').attempts).toMatchObject([{ outcome: 'returned' }]);
    expect(folded(back.started('worker-2', 1)).lastVerdict).toBe('notStartable (wrongAttempt)');
    expect(folded(back.started('worker-2', 2)).lastVerdict).toBe('effective');
  });

  it('cannot report any more: only the attempt that took its place can', () => {
    const repeated = history().job('1001').started('worker-1').returned().started('worker-2');
    const stale = folded(repeated.finished('success', aResult(), { attempt: 1, by: 'worker-1' }));
    expect(stale.lastVerdict).toBe('notCurrent');
    const current = folded(repeated.finished('error', aResult(), { attempt: 2, by: 'worker-2' }));
    expect(current.statusOf('1001')).toBe('error');
    expect(current.job('1001').attempts.map(({ outcome }) => outcome)).toEqual(['returned', 'error']);
  });

  it('is given back only by its own worker', () => {
    const told = folded(history().job('1001').started('worker-1').returned({ attempt: 1, by: 'worker-2' }));
    expect(told.lastVerdict).toBe('notCurrent');
  });

  it('may be started again by a late copy of no earlier start', () => {
    const told = history().job('1001').started('worker-1');
    const start = told.records.length - 1;
    expect(folded(told.returned().copyOf(start)).lastVerdict).toBe('notStartable (wrongAttempt)');
  });
});
