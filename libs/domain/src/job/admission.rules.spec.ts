import fc from 'fast-check';
import type { ProjectState } from '../project/project.js';
import { startableStorageJobs, writerAhead } from '../storage/admission.js';
import type { StorageJob } from '../storage/storage.js';
import { aResult, choices, Simulation, type Act, type Choice } from '../testing/index.js';
import { oldestStartable, startProblem } from './admission.js';
import { currentAttempt, type Attempt, type Job } from './jobs.js';
import { statusOf, waitingReason } from './status.js';

const JOB_ACTS: readonly Act[] = [
  'createJob',
  'createJob',
  'startOldest',
  'startAny',
  'finish',
  'returnAttempt',
  'terminate',
  'setLimit',
  'wait',
  'repeat',
];
const STORAGE_ACTS: readonly Act[] = [
  'createStorageJob',
  'createOutput',
  'startStorage',
  'commit',
  'endStorage',
  'createJob',
  'startOldest',
  'finish',
  'returnAttempt',
  'setLimit',
];

const choicesOf = (acts: readonly Act[]): fc.Arbitrary<Choice> =>
  fc.tuple(choices, fc.constantFrom(...acts)).map(([choice, act]) => ({ ...choice, act }));

/** Plays choices and looks at every project after each of them. */
const afterEach = (chosen: readonly Choice[], look: (project: ProjectState, nowMs: number, choice: Choice) => void): void => {
  const simulation = new Simulation();
  for (const choice of chosen) {
    simulation.play(choice);
    for (const project of simulation.state.projects.values()) look(project, simulation.history.nowMs, choice);
  }
};

/** The rules as the design writes them, without any index: section 4, rule 2. */
const mayStart = (project: ProjectState, job: Job, nowMs: number): boolean => {
  const running = [...project.jobs.unfinished.values()].filter((other) => currentAttempt(other) !== undefined);
  return (
    job.state.phase === 'candidate' &&
    nowMs >= (job.created.notBeforeMs ?? 0) &&
    running.length < project.limits['components.jobsParallelism'] &&
    running.every(
      ({ id, created }) =>
        created.lockKey === null || created.lockKey !== job.created.lockKey || job.created.ancestors.includes(id),
    )
  );
};

const storageMayStart = (project: ProjectState, job: StorageJob): boolean => {
  const unfinished = [...project.storage.unfinished.values()];
  const olderWriter = unfinished.some(
    (other) =>
      other.created.writes &&
      job.created.writes &&
      other.created.tableId === job.created.tableId &&
      other.createdOffset < job.createdOffset,
  );
  const running = unfinished.filter(({ state }) => state.phase === 'running').length;
  return job.state.phase === 'candidate' && !olderWriter && running < project.limits['storage.jobsParallelism'];
};

describe('at every position of random histories', () => {
  it('the oldest startable job of the index is the oldest that the rules let start, whatever the clock says', () => {
    fc.assert(
      fc.property(fc.array(choicesOf(JOB_ACTS), { maxLength: 150, size: 'max' }), (chosen) =>
        afterEach(chosen, (project, atMs, { first, second }) => {
          const { admission, unfinished } = project.jobs;
          for (const nowMs of [atMs + first, atMs - second, atMs]) {
            const expected = [...unfinished.values()].find((job) => mayStart(project, job, nowMs));
            expect(oldestStartable(admission, project.limits['components.jobsParallelism'], nowMs)?.id).toBe(expected?.id);
          }
        }),
      ),
      { numRuns: 100 },
    );
  });

  it('a start would take effect exactly where the rules let it, and waiting is explained exactly where they do not', () => {
    fc.assert(
      fc.property(fc.array(choicesOf(JOB_ACTS), { maxLength: 100, size: 'max' }), (chosen) =>
        afterEach(chosen, (project, nowMs) => {
          const { admission, unfinished } = project.jobs;
          for (const job of unfinished.values()) {
            const problem = startProblem(
              admission,
              project.limits['components.jobsParallelism'],
              job,
              job.attempts.length + 1,
              nowMs,
            );
            expect(problem === undefined).toBe(mayStart(project, job, nowMs));
            if (job.state.phase !== 'candidate') continue;
            expect(waitingReason(project, job, nowMs)?.rule).toBe(problem);
            expect(statusOf(project, job, nowMs)).toBe(problem === undefined ? 'created' : 'waiting');
          }
        }),
      ),
      { numRuns: 100 },
    );
  });

  it('the startable storage jobs of the index are those that the rules let start, oldest first', () => {
    fc.assert(
      fc.property(fc.array(choicesOf(STORAGE_ACTS), { maxLength: 150, size: 'max' }), (chosen) =>
        afterEach(chosen, (project) => {
          const expected = [...project.storage.unfinished.values()].filter((job) => storageMayStart(project, job));
          expect(Array.from(startableStorageJobs(project), ({ id }) => id)).toEqual(expected.map(({ id }) => id));
          for (const job of expected) expect(writerAhead(project.storage, job)).toBeUndefined();
        }),
      ),
      { numRuns: 100 },
    );
  });

  it('nothing starves: when whatever runs finishes, every waiting job gets its turn', () => {
    fc.assert(
      fc.property(fc.array(choices, { maxLength: 150, size: 'max' }), (chosen) => {
        const simulation = new Simulation();
        for (const choice of chosen) simulation.play(choice);
        for (const project of simulation.state.projects.values()) drain(simulation, project);
        for (const { jobs, storage } of simulation.state.projects.values()) {
          expect([jobs.unfinished.size, storage.unfinished.size]).toEqual([0, 0]);
          // Nothing is left behind in what is kept for those that can still change.
          expect([jobs.below.size, jobs.deduplication.size, jobs.admission.groups.size]).toEqual([0, 0, 0]);
          expect([storage.writers.size, storage.ofJob.size, storage.causes.size]).toEqual([0, 0, 0]);
        }
      }),
      { numRuns: 100 },
    );
  });
});

/** Time passes, limits are one, and workers and executors do nothing but finish what runs and start the oldest. */
const drain = (simulation: Simulation, project: ProjectState): void => {
  const { history } = simulation;
  const { admission } = project.jobs;
  history.inProject(project.id).after(3_600_000);
  history.limit(1, project.revision).limit(1, project.revision + 1, 'storage.jobsParallelism');
  for (;;) {
    for (const job of admission.running.values())
      history.about(job.id).finished('success', aResult(), reportOf(currentAttempt(job)));
    for (const { id, state } of project.storage.running.values()) {
      if (state.phase === 'running')
        history.storageJobAttempt(id, { attempt: state.attempt.attempt, by: state.attempt.executor }).storageFailed();
    }
    simulation.fold();
    const job = oldestStartable(admission, 1, history.nowMs);
    const [storageJob] = startableStorageJobs(project);
    if (job === undefined && storageJob === undefined) return;
    if (job !== undefined) history.about(job.id).started('worker-1', job.attempts.length + 1);
    if (storageJob !== undefined) history.aboutStorageJob(storageJob.id).storageStarted('executor-1', storageJob.attempts + 1);
    simulation.fold();
  }
};

const reportOf = (attempt: Attempt | undefined) => ({ attempt: attempt?.attempt ?? 0, by: attempt?.worker ?? '' });
