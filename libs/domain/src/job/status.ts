import type { JobId } from '@runledger/contracts';
import { countBefore } from '../log/ordered-line.js';
import type { ProjectState } from '../project/project.js';
import { lockHolders } from './admission.js';
import type { Job } from './jobs.js';

export const JOB_STATUSES = ['created', 'waiting', 'processing', 'success', 'warning', 'error', 'terminating', 'terminated', 'cancelled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** Statuses that never change again (contract 2.3). */
export const FINAL_STATUSES = ['success', 'warning', 'error', 'terminated', 'cancelled'] as const satisfies readonly JobStatus[];

export const isFinalStatus = (status: JobStatus): boolean => FINAL_STATUSES.some((final) => final === status);

/** Why a rule of the project holds a job back, and by whom. Derived at every look, never stored. */
export interface WaitingReason {
  readonly rule: 'delay' | 'configurationLock' | 'projectLimit';
  readonly blockedBy: readonly JobId[];
  /** Place among the jobs that wait in this project, oldest first, from 1. */
  readonly position: number;
}

/** The rule that would make a start void now, or undefined when only a worker is missing (or the job does not wait at all). */
export const waitingReason = (project: ProjectState, job: Job, nowMs: number): WaitingReason | undefined => {
  const { admission } = project.jobs;
  if (job.state.phase !== 'candidate') return undefined;
  const because = (rule: WaitingReason['rule'], blockers: Iterable<Job>): WaitingReason => ({
    rule,
    blockedBy: Array.from(blockers, ({ id }) => id),
    position: countBefore(admission.line, job) + 1,
  });
  if (nowMs < (job.created.notBeforeMs ?? 0)) return because('delay', []);
  const holders = lockHolders(admission, job);
  if (holders.length > 0) return because('configurationLock', holders);
  if (admission.running.size >= project.limits['components.jobsParallelism']) return because('projectLimit', admission.running.values());
  return undefined;
};

/** Status as the contract names it (2.3). `created` = a start appended now would take effect, only a worker is missing. */
export const statusOf = (project: ProjectState, job: Job, nowMs: number): JobStatus => {
  switch (job.state.phase) {
    case 'candidate':
      return waitingReason(project, job, nowMs) === undefined ? 'created' : 'waiting';
    case 'running':
      return job.termination === null ? 'processing' : 'terminating';
    case 'finished':
      return job.state.status;
  }
};
