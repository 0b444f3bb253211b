/** The nine statuses of a job (contract 2.3) and what the console says and allows in each. */
export const JOB_STATUSES = [
  'created',
  'waiting',
  'processing',
  'success',
  'warning',
  'error',
  'terminating',
  'terminated',
  'cancelled',
] as const;

export type JobStatus = (typeof JOB_STATUSES)[number];

const KILLABLE: ReadonlySet<JobStatus> = new Set<JobStatus>(['created', 'waiting', 'processing']);
const TURNING: ReadonlySet<JobStatus> = new Set<JobStatus>(['processing', 'terminating']);

interface StatusOfJob {
  readonly status: JobStatus;
  readonly desiredStatus: 'processing' | 'terminating';
  readonly isFinished: boolean;
}

/** What the badge says: from the answer to a kill on, "terminating", although `status` may still be the old one. */
export function shownStatus(job: StatusOfJob): JobStatus {
  return job.desiredStatus === 'terminating' && !job.isFinished ? 'terminating' : job.status;
}

/** Terminate is offered only where the platform would accept it. */
export const mayTerminate = (job: StatusOfJob): boolean => KILLABLE.has(shownStatus(job));

/** Statuses whose icon turns while they last. */
export const isTurning = (status: JobStatus): boolean => TURNING.has(status);

export const statusWord = (status: JobStatus): string => status.charAt(0).toUpperCase() + status.slice(1);
