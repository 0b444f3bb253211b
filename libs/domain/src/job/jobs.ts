import type { Actor, DataOf, JobId, JobResult, WorkerId } from '@runledger/contracts';
import { emptyAdmission, type AdmissionState } from './admission.js';

export type AttemptOutcome = 'running' | 'success' | 'error' | 'stopped' | 'returned';

export interface Attempt {
  readonly attempt: number;
  readonly worker: WorkerId;
  readonly startMs: number;
  endMs: number | null;
  outcome: AttemptOutcome;
}

export type JobEnd =
  | { readonly status: 'success' | 'error'; readonly endMs: number; readonly result: JobResult }
  /** Stopped midway: it may have done anything. */
  | { readonly status: 'terminated'; readonly endMs: number; readonly result: JobResult | null }
  /** Never started: a promise that it did nothing. */
  | { readonly status: 'cancelled'; readonly endMs: number; readonly result: null };

export type JobPhase = { readonly phase: 'candidate' } | { readonly phase: 'running'; readonly attempt: Attempt } | ({ readonly phase: 'finished' } & JobEnd);

export interface Job {
  readonly id: JobId;
  readonly created: DataOf<'JobCreated'>;
  readonly creator: Actor;
  readonly createdMs: number;
  /** Position of `JobCreated`: age inside the project, and newest first of every list. */
  readonly createdOffset: number;
  readonly attempts: Attempt[];
  state: JobPhase;
  termination: { readonly requestedMs: number; readonly by: Actor } | null;
}

export interface JobsState {
  /** Unfinished jobs only: a finished one cannot change any more. */
  readonly unfinished: Map<JobId, Job>;
  /** Unfinished jobs below an ancestor, by the ancestor's id, which may be finished itself or unknown. */
  readonly below: Map<JobId, Set<Job>>;
  /** Jobs whose termination was requested: what is created below them later is cancelled at birth. */
  readonly requested: Set<JobId>;
  /** Unfinished jobs by deduplication id. */
  readonly deduplication: Map<string, JobId>;
  readonly admission: AdmissionState;
}

export const emptyJobs = (): JobsState => ({
  unfinished: new Map(),
  below: new Map(),
  requested: new Set(),
  deduplication: new Map(),
  admission: emptyAdmission(),
});

/** The attempt that runs now, if any. */
export const currentAttempt = (job: Job): Attempt | undefined => (job.state.phase === 'running' ? job.state.attempt : undefined);

export const isAncestorOf = (ancestor: JobId, job: Job): boolean => job.created.ancestors.includes(ancestor);
