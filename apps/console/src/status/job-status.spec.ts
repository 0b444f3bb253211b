import { JOB_STATUSES, mayTerminate, shownStatus, type JobStatus } from './job-status.js';

const FINISHED: readonly JobStatus[] = ['success', 'warning', 'error', 'terminated', 'cancelled'];
const job = (status: JobStatus, desiredStatus: 'processing' | 'terminating' = 'processing') => ({
  status,
  desiredStatus,
  isFinished: FINISHED.includes(status),
});

describe('the status that is shown', () => {
  it('says terminating as soon as that is asked, although the status may still be the old one', () => {
    expect(shownStatus(job('created', 'terminating'))).toBe('terminating');
    expect(shownStatus(job('processing', 'terminating'))).toBe('terminating');
  });

  it.each(FINISHED)('leaves %s as it is, also when it was asked to terminate', (status) => {
    expect(shownStatus(job(status, 'terminating'))).toBe(status);
  });
});

describe('Terminate', () => {
  it('is offered exactly for created, waiting and processing jobs', () => {
    expect(JOB_STATUSES.filter((status) => mayTerminate(job(status)))).toEqual(['created', 'waiting', 'processing']);
  });

  it('is not offered twice', () => {
    expect(mayTerminate(job('processing', 'terminating'))).toBe(false);
  });
});
