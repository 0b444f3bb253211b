import { rm } from 'node:fs/promises';
import type { JobId, ProjectId } from '@runledger/contracts';
import { currentAttempt, oldestStartable, type ComponentCatalogue, type Job, type ProjectState } from '@runledger/domain';
import { isLogFailure, newEvent, type Observed } from '@runledger/event-log';
import { serviceActor } from '@runledger/ledger-module';
import { AttemptRun, type AttemptTools } from './attempt-run.js';

const PROPOSAL_TIMEOUT_MS = 30_000;
const LOOK_INTERVAL_MS = 1_000;

/**
 * Pulls work: with a free slot it proposes the start of the oldest startable job and runs it once the start has been read back as
 * effective (design section 4, rule 3). Decides from state after every batch and each second, never from the arrival of a message.
 */
export class AttemptPuller {
  private readonly held = new Map<JobId, AttemptRun>();
  /** One proposal per project at a time: the next decision needs the verdict on the last one. */
  private readonly proposals = new Map<ProjectId, Promise<void>>();
  private readonly returning = new Set<JobId>();
  /** Projects to look at. */
  private readonly dirty = new Set<ProjectState>();
  /** Projects in which a job may be startable; they stay here while there is no slot for it. */
  private readonly hopeful = new Set<ProjectState>();
  private readonly ends = new Set<Promise<void>>();
  private isScheduled = false;
  private isStopping = false;
  private unfollow: () => void = () => undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly tools: AttemptTools,
    private readonly slots: number,
    private readonly catalogue: ComponentCatalogue,
  ) {}

  async start(): Promise<void> {
    // Attempts of a former life are given back and run in folders of their own, so nobody would ever remove these.
    await rm(this.tools.workDir, { recursive: true, force: true });
    this.unfollow = this.tools.ledger.follow({ onRecord: (observed) => this.note(observed), onBatch: () => this.schedule() });
    this.timer = setInterval(() => this.lookAtAll(), LOOK_INTERVAL_MS);
    this.lookAtAll();
  }

  /** Takes no more work, stops what runs and gives it back, so that another worker can start it at once. */
  async stop(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.timer);
    const running = [...this.held.values()];
    for (const run of running) run.lose();
    await Promise.allSettled([...this.proposals.values(), ...this.ends]);
    await Promise.allSettled(running.filter(({ isCurrent }) => isCurrent).map(({ project, job }) => this.giveBack(project, job)));
    this.unfollow();
  }

  get runningCount(): number {
    return this.held.size;
  }

  private note({ changes }: Observed): void {
    for (const change of changes) if (change.kind === 'job' || change.kind === 'project') this.dirty.add(change.project);
  }

  private lookAtAll(): void {
    for (const project of this.tools.ledger.projects()) this.dirty.add(project);
    this.schedule();
  }

  /** One decision per turn of the event loop, however many batches came in it. */
  private schedule(): void {
    if (this.isScheduled || this.isStopping || this.dirty.size === 0) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.decide();
    });
  }

  private decide(): void {
    if (this.isStopping) return;
    const projects = [...this.dirty];
    this.dirty.clear();
    for (const project of projects) {
      this.supervise(project);
      this.hopeful.add(project);
    }
    this.pull();
  }

  /** Stops what was requested to stop, drops what is not ours any more, and returns what the fold says we run but we do not. */
  private supervise(project: ProjectState): void {
    for (const job of project.jobs.admission.running.values()) {
      if (currentAttempt(job)?.worker !== this.tools.worker || this.held.has(job.id) || this.proposals.has(project.id)) continue;
      void this.giveBack(project, job);
    }
    for (const run of this.held.values()) {
      if (run.project !== project) continue;
      if (!run.isCurrent) run.lose();
      else if (run.job.termination !== null) run.stop();
    }
  }

  /** The oldest job first over all projects: a project with much to do does not hold back the others. */
  private pull(): void {
    const freeSlots = this.slots - this.held.size - this.proposals.size;
    if (freeSlots <= 0) return;
    const startable: { readonly project: ProjectState; readonly job: Job }[] = [];
    for (const project of this.hopeful) {
      if (this.proposals.has(project.id)) continue;
      const job = oldestStartable(project.jobs.admission, project.limits['components.jobsParallelism'], Date.now());
      if (job === undefined) this.hopeful.delete(project);
      else startable.push({ project, job });
    }
    startable.sort((a, b) => a.job.createdMs - b.job.createdMs);
    for (const { project, job } of startable.slice(0, freeSlots)) this.proposals.set(project.id, this.propose(project, job));
  }

  private async propose(project: ProjectState, job: Job): Promise<void> {
    const { ledger, worker, logger } = this.tools;
    const attempt = job.attempts.length + 1;
    try {
      const event = newEvent('AttemptStarted', {
        project: project.id,
        aggregate: `job:${job.id}`,
        actor: serviceActor('worker'),
        correlation: job.created.runId,
        data: { jobId: job.id, attempt, worker },
      });
      const { verdict } = await ledger.append(event, PROPOSAL_TIMEOUT_MS);
      if (verdict.effective && this.isStopping) await this.giveBack(project, job);
      else if (verdict.effective) this.hold(project, job, attempt);
    } catch (error) {
      // Should the start be in the log after all, the next look finds a running attempt that nobody holds and gives it back.
      if (!isLogFailure(error)) throw error;
      logger.warn({ jobId: job.id, err: error }, 'the start of an attempt is not confirmed');
    } finally {
      this.proposals.delete(project.id);
      this.dirty.add(project);
      this.schedule();
    }
  }

  private hold(project: ProjectState, job: Job, attempt: number): void {
    const run = new AttemptRun(this.tools, project, job, attempt, this.catalogue.get(job.created.componentId));
    this.held.set(job.id, run);
    const end = run
      .run()
      .catch((error: unknown) => this.tools.logger.error({ jobId: job.id, err: error }, 'an attempt could not be reported'))
      .finally(() => {
        // An attempt that was lost may still be ending when the next one of its job is held.
        if (this.held.get(job.id) === run) this.held.delete(job.id);
        this.ends.delete(end);
        this.dirty.add(project);
        this.schedule();
      });
    this.ends.add(end);
  }

  private async giveBack(project: ProjectState, job: Job): Promise<void> {
    const { ledger, worker, logger } = this.tools;
    const attempt = currentAttempt(job)?.attempt;
    if (attempt === undefined || this.returning.has(job.id)) return;
    this.returning.add(job.id);
    try {
      const data = { jobId: job.id, attempt, worker, reason: 'returned' as const };
      await ledger.append(newEvent('AttemptLost', { project: project.id, aggregate: `job:${job.id}`, actor: serviceActor('worker'), correlation: job.created.runId, data }));
      logger.info({ jobId: job.id, attempt }, 'gave an attempt back');
    } catch (error) {
      logger.warn({ jobId: job.id, err: error }, 'an attempt could not be given back yet');
    } finally {
      this.returning.delete(job.id);
    }
  }
}
