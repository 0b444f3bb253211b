import type { JobId } from '@runledger/contracts';
import { emptyLine, join, leave, type OrderedLine } from '../log/ordered-line.js';
import { isAncestorOf, type Job } from './jobs.js';

/** Jobs that share a lock key: those that hold the lock and those that want it. */
export interface LockGroup {
  readonly holders: Map<JobId, Job>;
  readonly candidates: OrderedLine<Job>;
  /** Candidates of this group that stand in the ready line at the moment. */
  ready: readonly Job[];
}

/**
 * Index over the jobs of one project that answers "which is the oldest startable job" without a scan.
 * It never decides a verdict: `startProblem` looks at the facts themselves.
 */
export interface AdmissionState {
  readonly running: Map<JobId, Job>;
  readonly groups: Map<string, LockGroup>;
  /** All candidates, delayed ones included, in order of creation. */
  readonly line: OrderedLine<Job>;
  /** Candidates whose lock is free; among those of one lock only the oldest. */
  readonly ready: OrderedLine<Job>;
  /** Candidates with a start time that was not over when it was last looked at. */
  readonly delayed: Set<Job>;
}

export const emptyAdmission = (): AdmissionState => ({ running: new Map(), groups: new Map(), line: emptyLine(), ready: emptyLine(), delayed: new Set() });

/** Running jobs that hold the lock a job wants. A job's ancestors do not hold it back (design section 4, rule 2). */
export const lockHolders = (admission: AdmissionState, job: Job): readonly Job[] => {
  const { lockKey } = job.created;
  const group = lockKey === null ? undefined : admission.groups.get(lockKey);
  return group === undefined ? [] : [...group.holders.values()].filter((holder) => !isAncestorOf(holder.id, job));
};

export type StartProblem = 'notCandidate' | 'terminationRequested' | 'wrongAttempt' | 'delay' | 'projectLimit' | 'configurationLock';

/**
 * Why a start of this attempt would be void at this moment, or undefined. This is the whole admission (design section 4, rule 2):
 * nothing else counts, so limit and lock hold at every prefix of the log.
 */
export const startProblem = (admission: AdmissionState, limit: number, job: Job, attempt: number, atMs: number): StartProblem | undefined => {
  if (job.state.phase !== 'candidate') return 'notCandidate';
  if (job.termination !== null) return 'terminationRequested';
  if (attempt !== job.attempts.length + 1) return 'wrongAttempt';
  if (atMs < (job.created.notBeforeMs ?? 0)) return 'delay';
  if (lockHolders(admission, job).length > 0) return 'configurationLock';
  if (admission.running.size >= limit) return 'projectLimit';
  return undefined;
};

/** The candidate that should start next, or undefined when a rule holds back every one. */
export const oldestStartable = (admission: AdmissionState, limit: number, nowMs: number): Job | undefined => {
  if (admission.running.size >= limit) return undefined;
  for (const job of admission.delayed) {
    if (nowMs < (job.created.notBeforeMs ?? 0)) continue;
    admission.delayed.delete(job);
    offer(admission, job);
  }
  return admission.ready.items[0];
};

const groupOf = (admission: AdmissionState, lockKey: string): LockGroup => {
  const group = admission.groups.get(lockKey) ?? { holders: new Map(), candidates: emptyLine<Job>(), ready: [] };
  admission.groups.set(lockKey, group);
  return group;
};

/** Brings the ready line in step with one lock group. */
const refresh = (admission: AdmissionState, lockKey: string, group: LockGroup): void => {
  for (const job of group.ready) leave(admission.ready, job);
  const free = group.candidates.items.filter((job, index) =>
    group.holders.size === 0 ? index === 0 : job.created.ancestors.length > 0 && [...group.holders.keys()].every((holder) => isAncestorOf(holder, job)),
  );
  for (const job of free) join(admission.ready, job);
  group.ready = free;
  if (group.holders.size === 0 && group.candidates.items.length === 0) admission.groups.delete(lockKey);
};

const offer = (admission: AdmissionState, job: Job): void => {
  const { lockKey } = job.created;
  if (lockKey === null) return join(admission.ready, job);
  const group = groupOf(admission, lockKey);
  join(group.candidates, job);
  return refresh(admission, lockKey, group);
};

const withdraw = (admission: AdmissionState, job: Job): void => {
  admission.delayed.delete(job);
  const { lockKey } = job.created;
  if (lockKey === null) return leave(admission.ready, job);
  const group = groupOf(admission, lockKey);
  leave(group.candidates, job);
  return refresh(admission, lockKey, group);
};

/** A job may start from now on: it was created, or its attempt was given back. */
export const addCandidate = (admission: AdmissionState, job: Job): void => {
  join(admission.line, job);
  if (job.created.notBeforeMs !== null && job.attempts.length === 0) admission.delayed.add(job);
  else offer(admission, job);
};

/** A job will not start any more: it started, or was cancelled. */
export const removeCandidate = (admission: AdmissionState, job: Job): void => {
  leave(admission.line, job);
  withdraw(admission, job);
};

export const addRunning = (admission: AdmissionState, job: Job): void => {
  admission.running.set(job.id, job);
  const { lockKey } = job.created;
  if (lockKey === null) return;
  const group = groupOf(admission, lockKey);
  group.holders.set(job.id, job);
  refresh(admission, lockKey, group);
};

export const removeRunning = (admission: AdmissionState, job: Job): void => {
  admission.running.delete(job.id);
  const { lockKey } = job.created;
  if (lockKey === null) return;
  const group = groupOf(admission, lockKey);
  group.holders.delete(job.id);
  refresh(admission, lockKey, group);
};
