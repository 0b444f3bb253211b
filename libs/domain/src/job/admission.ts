import type { JobId } from '@runledger/contracts';
import { byCreation, emptyLine, firstOf, itemsOf, join, leave, sizeOfLine, type OrderedLine } from '../log/ordered-line.js';
import { isAncestorOf, type Job } from './jobs.js';

/** Jobs that share a lock key: those that hold the lock and those that want it. */
export interface LockGroup {
  readonly holders: Map<JobId, Job>;
  readonly candidates: OrderedLine<Job>;
  /** The same candidates below each of their ancestors: a lock held by its ancestors does not hold a job back. */
  readonly below: Map<JobId, OrderedLine<Job>>;
  /** The oldest candidate that the lock lets start: the only one of the group in the ready line. */
  ready: Job | undefined;
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
  /** Candidates that no lock holds back; of those that share a lock only the oldest. */
  readonly ready: OrderedLine<Job>;
  /** Candidates whose start time was not over when it was last looked at, the next one first. */
  readonly delayed: OrderedLine<Job>;
}

const notBeforeMs = ({ created }: Job): number => created.notBeforeMs ?? 0;
const byStartTime = (a: Job, b: Job): number => notBeforeMs(a) - notBeforeMs(b) || byCreation(a, b);

export const emptyAdmission = (): AdmissionState => ({
  running: new Map(),
  groups: new Map(),
  line: emptyLine<Job>(byCreation),
  ready: emptyLine<Job>(byCreation),
  delayed: emptyLine(byStartTime),
});

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
export const startProblem = (
  admission: AdmissionState,
  limit: number,
  job: Job,
  attempt: number,
  atMs: number,
): StartProblem | undefined => {
  if (job.state.phase !== 'candidate') return 'notCandidate';
  if (job.termination !== null) return 'terminationRequested';
  if (attempt !== job.attempts.length + 1) return 'wrongAttempt';
  if (atMs < notBeforeMs(job)) return 'delay';
  if (lockHolders(admission, job).length > 0) return 'configurationLock';
  if (admission.running.size >= limit) return 'projectLimit';
  return undefined;
};

/** The candidate that should start next, or undefined when a rule holds back every one. The clock may go back between calls. */
export const oldestStartable = (admission: AdmissionState, limit: number, nowMs: number): Job | undefined => {
  if (admission.running.size >= limit) return undefined;
  for (let due = firstOf(admission.delayed); due !== undefined && notBeforeMs(due) <= nowMs; due = firstOf(admission.delayed)) {
    leave(admission.delayed, due);
    offer(admission, due);
  }
  for (let job = firstOf(admission.ready); job !== undefined; job = firstOf(admission.ready)) {
    if (notBeforeMs(job) <= nowMs) return job;
    withdraw(admission, job);
    join(admission.delayed, job);
  }
  return undefined;
};

const groupOf = (admission: AdmissionState, lockKey: string): LockGroup => {
  const known = admission.groups.get(lockKey);
  if (known !== undefined) return known;
  const group: LockGroup = { holders: new Map(), candidates: emptyLine<Job>(byCreation), below: new Map(), ready: undefined };
  admission.groups.set(lockKey, group);
  return group;
};

/** The oldest candidate whose ancestors hold the lock, all holders being among them; any candidate while nobody holds it. */
const oldestFree = ({ holders, candidates, below }: LockGroup): Job | undefined => {
  let kin = candidates;
  for (const holder of holders.keys()) {
    const descendants = below.get(holder);
    if (descendants === undefined) return undefined;
    if (sizeOfLine(descendants) < sizeOfLine(kin)) kin = descendants;
  }
  const held = [...holders.keys()];
  for (const job of itemsOf(kin)) {
    if (held.every((holder) => isAncestorOf(holder, job))) return job;
  }
  return undefined;
};

/** Brings the ready line in step with one lock group. */
const refresh = (admission: AdmissionState, lockKey: string, group: LockGroup): void => {
  const ready = oldestFree(group);
  if (ready !== group.ready) {
    if (group.ready !== undefined) leave(admission.ready, group.ready);
    if (ready !== undefined) join(admission.ready, ready);
    group.ready = ready;
  }
  if (group.holders.size === 0 && sizeOfLine(group.candidates) === 0) admission.groups.delete(lockKey);
};

/** A candidate may start as far as time is concerned. */
const offer = (admission: AdmissionState, job: Job): void => {
  const { lockKey, ancestors } = job.created;
  if (lockKey === null) return join(admission.ready, job);
  const group = groupOf(admission, lockKey);
  join(group.candidates, job);
  for (const ancestor of ancestors) {
    const below = group.below.get(ancestor) ?? emptyLine<Job>(byCreation);
    join(below, job);
    group.below.set(ancestor, below);
  }
  refresh(admission, lockKey, group);
};

const withdraw = (admission: AdmissionState, job: Job): void => {
  const { lockKey, ancestors } = job.created;
  if (lockKey === null) return leave(admission.ready, job);
  const group = groupOf(admission, lockKey);
  leave(group.candidates, job);
  for (const ancestor of ancestors) {
    const below = group.below.get(ancestor);
    if (below === undefined) continue;
    leave(below, job);
    if (sizeOfLine(below) === 0) group.below.delete(ancestor);
  }
  refresh(admission, lockKey, group);
};

/** A job may start from now on: it was created, or its attempt was given back. */
export const addCandidate = (admission: AdmissionState, job: Job): void => {
  join(admission.line, job);
  if (job.created.notBeforeMs !== null && job.attempts.length === 0) join(admission.delayed, job);
  else offer(admission, job);
};

/** A job will not start any more: it started, or was cancelled. */
export const removeCandidate = (admission: AdmissionState, job: Job): void => {
  leave(admission.line, job);
  leave(admission.delayed, job);
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
