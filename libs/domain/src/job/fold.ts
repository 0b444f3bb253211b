import type { EventOf, JobResult } from '@runledger/contracts';
import { changed, refused, type Changed, type Place, type Step } from '../log/step.js';
import { voidBecause } from '../log/verdict.js';
import { configurationKey, type ProjectState } from '../project/project.js';
import { endStorageJobsOf } from '../storage/ending.js';
import { addCandidate, addRunning, removeCandidate, removeRunning, startProblem } from './admission.js';
import { currentAttempt, type AttemptOutcome, type Job, type JobEnd } from './jobs.js';

const changeOf = (project: ProjectState, job: Job): Changed => ({ kind: 'job', project, job });

/** Takes a job out of everything that can still change. */
const finish = (project: ProjectState, job: Job, end: JobEnd): readonly Changed[] => {
  const { jobs } = project;
  job.state = { phase: 'finished', ...end };
  jobs.unfinished.delete(job.id);
  for (const ancestor of job.created.ancestors) {
    const below = jobs.below.get(ancestor);
    below?.delete(job);
    if (below?.size === 0) jobs.below.delete(ancestor);
  }
  if (job.created.deduplicationId !== null) jobs.deduplication.delete(job.created.deduplicationId);
  return [changeOf(project, job)];
};

/** Ends the running attempt; its unfinished storage jobs end at the same position (design section 4, rule 7). */
const endAttempt = (project: ProjectState, job: Job, outcome: AttemptOutcome, atMs: number): readonly Changed[] => {
  const attempt = currentAttempt(job);
  if (attempt === undefined) return [];
  attempt.endMs = Math.max(atMs, attempt.startMs);
  attempt.outcome = outcome;
  removeRunning(project.jobs.admission, job);
  return endStorageJobsOf(project, job.id, attempt.attempt, atMs);
};

const cancel = (project: ProjectState, job: Job, atMs: number): readonly Changed[] => {
  removeCandidate(project.jobs.admission, job);
  // Given back once, it has run: only what never started may promise that nothing happened.
  const status = job.attempts.length === 0 ? 'cancelled' : 'terminated';
  return finish(project, job, { status, endMs: atMs, result: null });
};

export const jobCreated = (project: ProjectState, event: EventOf<'JobCreated'>, { appendTimeMs, offset }: Place): Step => {
  const { jobs } = project;
  const { data } = event;
  if (data.deduplicationId !== null && jobs.deduplication.has(data.deduplicationId)) return refused(voidBecause('deduplicated', jobs.deduplication.get(data.deduplicationId)));
  if (!isCurrentConfiguration(project, data)) return refused(voidBecause('staleConfiguration'));

  const job: Job = {
    id: data.jobId,
    created: data,
    creator: event.actor,
    createdMs: appendTimeMs,
    createdOffset: offset,
    attempts: [],
    state: { phase: 'candidate' },
    termination: null,
  };
  jobs.unfinished.set(job.id, job);
  if (data.deduplicationId !== null) jobs.deduplication.set(data.deduplicationId, job.id);
  for (const ancestor of data.ancestors) jobs.below.set(ancestor, (jobs.below.get(ancestor) ?? new Set()).add(job));
  addCandidate(jobs.admission, job);

  if (!data.ancestors.some((ancestor) => jobs.requested.has(ancestor))) return changed(changeOf(project, job));
  job.termination = { requestedMs: appendTimeMs, by: event.actor };
  jobs.requested.add(job.id);
  return changed(...cancel(project, job, appendTimeMs));
};

/** A frozen configuration version must be the newest one at the position of the job (design section 4, rule 1). */
const isCurrentConfiguration = (project: ProjectState, data: EventOf<'JobCreated'>['data']): boolean => {
  if (data.configurationId === null || data.configurationVersion === null) return true;
  const configuration = project.configurations.get(configurationKey(data.branchId, data.componentId, data.configurationId));
  return configuration !== undefined && !configuration.isDeleted && configuration.current.version === data.configurationVersion;
};

export const attemptStarted = (project: ProjectState, event: EventOf<'AttemptStarted'>, { appendTimeMs }: Place): Step => {
  const { jobId, attempt, worker } = event.data;
  const { admission } = project.jobs;
  const job = project.jobs.unfinished.get(jobId);
  if (job === undefined) return refused(voidBecause('finished'));
  const problem = startProblem(admission, project.limits['components.jobsParallelism'], job, attempt, appendTimeMs);
  if (problem !== undefined) return refused(voidBecause('notStartable', problem));

  const started = { attempt, worker, startMs: appendTimeMs, endMs: null, outcome: 'running' as const };
  job.attempts.push(started);
  job.state = { phase: 'running', attempt: started };
  // In this order the next candidate of its lock does not stand in the ready line for a moment.
  addRunning(admission, job);
  removeCandidate(admission, job);
  return changed(changeOf(project, job));
};

type AttemptReport = EventOf<'AttemptFinished' | 'AttemptLost'>['data'];

/** The job whose running attempt a report is about; any other report is stale. */
const reportedJob = (project: ProjectState, { jobId, attempt, worker }: AttemptReport): Job | undefined => {
  const job = project.jobs.unfinished.get(jobId);
  const running = job && currentAttempt(job);
  return running?.attempt === attempt && running.worker === worker ? job : undefined;
};

export const attemptFinished = (project: ProjectState, event: EventOf<'AttemptFinished'>, { appendTimeMs }: Place): Step => {
  const { outcome, result } = event.data;
  const job = reportedJob(project, event.data);
  if (job === undefined) return refused(voidBecause('notCurrent'));
  const storage = endAttempt(project, job, outcome, appendTimeMs);
  return changed(...finish(project, job, endOf(job, outcome, result, appendTimeMs)), ...storage);
};

/** A job whose termination was requested ends terminated whatever its result says. */
const endOf = (job: Job, outcome: 'success' | 'error' | 'stopped', result: JobResult, endMs: number): JobEnd =>
  job.termination !== null || outcome === 'stopped' ? { status: 'terminated', endMs, result } : { status: outcome, endMs, result };

export const attemptLost = (project: ProjectState, event: EventOf<'AttemptLost'>, { appendTimeMs }: Place): Step => {
  const job = reportedJob(project, event.data);
  if (job === undefined) return refused(voidBecause('notCurrent'));
  const storage = endAttempt(project, job, event.data.reason, appendTimeMs);
  if (job.termination !== null) return changed(...finish(project, job, { status: 'terminated', endMs: appendTimeMs, result: null }), ...storage);
  job.state = { phase: 'candidate' };
  addCandidate(project.jobs.admission, job);
  return changed(changeOf(project, job), ...storage);
};

/** Requests a job and everything unfinished below it; what never started ends here (design section 4, rule 4). */
export const terminationRequested = (project: ProjectState, event: EventOf<'TerminationRequested'>, { appendTimeMs }: Place): Step => {
  const job = project.jobs.unfinished.get(event.data.jobId);
  if (job === undefined) return refused(voidBecause('finished'));
  if (job.termination !== null) return refused(voidBecause('alreadyRequested'));
  const tree = [job, ...(project.jobs.below.get(job.id) ?? [])].filter(({ termination }) => termination === null);
  const changes = tree.flatMap((each) => {
    each.termination = { requestedMs: appendTimeMs, by: event.actor };
    project.jobs.requested.add(each.id);
    return each.state.phase === 'candidate' ? cancel(project, each, appendTimeMs) : [changeOf(project, each)];
  });
  return changed(...changes);
};
