import { rm } from 'node:fs/promises';
import type { StorageJobId } from '@runledger/contracts';
import { startableStorageJobs, type ProjectState, type StorageJob } from '@runledger/domain';
import { isLogFailure, newEvent, type Observed } from '@runledger/event-log';
import { serviceActor } from '@runledger/ledger-module';
import { randomUUID } from 'node:crypto';
import { deleteLostBytes } from './attempt-bytes.js';
import type { ExecutorTools } from './executor-tools.js';
import { ATTEMPTS_MAX, StorageAttempt } from './storage-attempt.js';

const PROPOSAL_TIMEOUT_MS = 30_000;
const LOOK_INTERVAL_MS = 1_000;

/**
 * Pulls storage jobs: with a free slot it proposes the start of the oldest startable ones and runs each once its start has been read
 * back as effective. Decides from state after every batch and each second, never from the arrival of a message (design section 5).
 */
export class StorageJobPuller {
  private readonly held = new Map<StorageJobId, StorageAttempt>();
  private readonly proposing = new Set<StorageJobId>();
  private readonly returning = new Set<StorageJobId>();
  private readonly dirty = new Set<ProjectState>();
  private readonly ends = new Set<Promise<void>>();
  private isScheduled = false;
  private isStopping = false;
  private unfollow: () => void = () => undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly tools: ExecutorTools,
    private readonly slots: number,
  ) {}

  async start(): Promise<void> {
    // Whatever a former life has left there is of no use: its attempts are given back.
    await rm(this.tools.workDir, { recursive: true, force: true });
    this.unfollow = this.tools.ledger.follow({ onRecord: (observed) => this.note(observed), onBatch: () => this.schedule() });
    this.timer = setInterval(() => this.lookAtAll(), LOOK_INTERVAL_MS);
    this.lookAtAll();
  }

  /** Takes no more work, stops what runs and gives it back, so that another executor can start it at once. */
  async stop(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.timer);
    const running = [...this.held.values()];
    for (const attempt of running) attempt.stop();
    await Promise.allSettled(this.ends);
    await Promise.allSettled(running.filter(({ isCurrent }) => isCurrent).map(({ project, storageJob }) => this.giveBack(project, storageJob)));
    this.unfollow();
  }

  get runningCount(): number {
    return this.held.size;
  }

  private note({ changes }: Observed): void {
    for (const change of changes) {
      if (change.kind === 'project') this.dirty.add(change.project);
      if (change.kind !== 'storageJob') continue;
      this.dirty.add(change.project);
      // While an attempt of it is held here, that one may still be writing; it looks again at its own end.
      if (hasLostBytes(change.storageJob) && !this.held.has(change.storageJob.id)) this.collect(change.project, change.storageJob);
    }
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
      this.pull(project);
    }
  }

  /** Drops what is not ours any more, and returns what the fold says we run but we do not. */
  private supervise(project: ProjectState): void {
    for (const { state, id } of project.storage.running.values()) {
      if (state.phase !== 'running' || state.attempt.executor !== this.tools.executor || this.held.has(id) || this.proposing.has(id)) continue;
      const storageJob = project.storage.running.get(id);
      if (storageJob !== undefined) void this.returnOrEnd(project, storageJob);
    }
    for (const attempt of this.held.values()) if (attempt.project === project && !attempt.isCurrent) attempt.stop();
  }

  private pull(project: ProjectState): void {
    for (const storageJob of startableStorageJobs(project)) {
      if (this.held.size + this.proposing.size >= this.slots) return;
      if (!this.proposing.has(storageJob.id) && !this.held.has(storageJob.id)) void this.propose(project, storageJob);
    }
  }

  private async propose(project: ProjectState, storageJob: StorageJob): Promise<void> {
    const { ledger, executor, logger } = this.tools;
    const { id: storageJobId, created } = storageJob;
    const attempt = storageJob.attempts + 1;
    this.proposing.add(storageJobId);
    try {
      const event = newEvent('StorageAttemptStarted', {
        project: project.id,
        aggregate: `storage-job:${storageJobId}`,
        actor: serviceActor('storage-jobs'),
        correlation: created.runId,
        data: { storageJobId, attempt, executor },
      });
      const { verdict } = await ledger.append(event, PROPOSAL_TIMEOUT_MS);
      if (verdict.effective) this.hold(new StorageAttempt(this.tools, project, storageJob, attempt));
    } catch (error) {
      // Should the start be in the log after all, the next look finds a running attempt that nobody holds and gives it back.
      if (!isLogFailure(error)) throw error;
      logger.warn({ storageJobId, err: error }, 'the start of a storage job is not confirmed');
    } finally {
      this.proposing.delete(storageJobId);
      this.dirty.add(project);
      this.schedule();
    }
  }

  private hold(attempt: StorageAttempt): void {
    const { project, storageJob } = attempt;
    this.held.set(storageJob.id, attempt);
    const end = attempt
      .run()
      .catch((error: unknown) => this.tools.logger.error({ storageJobId: storageJob.id, err: error }, 'an attempt of a storage job could not be ended'))
      .finally(() => {
        this.held.delete(storageJob.id);
        this.ends.delete(end);
        if (hasLostBytes(storageJob)) this.collect(project, storageJob);
        this.dirty.add(project);
        this.schedule();
      });
    this.ends.add(end);
  }

  /** A storage job whose executor dies every time is ended: it would take the executor down for ever, and hold its table. */
  private async returnOrEnd(project: ProjectState, storageJob: StorageJob): Promise<void> {
    if (storageJob.attempts < ATTEMPTS_MAX) return this.giveBack(project, storageJob);
    await this.ending(storageJob, async (report) => {
      const data = {
        ...report,
        code: 'storage.jobs.executorLost',
        message: `The storage job was interrupted ${storageJob.attempts} times by the end of its executor, and is not tried again.`,
        exceptionId: `exception-${randomUUID()}`,
      };
      await this.tools.ledger.append(newEvent('StorageJobFailed', { ...this.envelope(project, storageJob), data }));
    });
  }

  private giveBack(project: ProjectState, storageJob: StorageJob): Promise<void> {
    return this.ending(storageJob, async (report) => {
      await this.tools.ledger.append(newEvent('StorageAttemptLost', { ...this.envelope(project, storageJob), data: { ...report, reason: 'returned' } }));
    });
  }

  private async ending(storageJob: StorageJob, append: (report: { storageJobId: StorageJobId; attempt: number; executor: ExecutorTools['executor'] }) => Promise<void>): Promise<void> {
    const { id: storageJobId, attempts: attempt } = storageJob;
    if (this.returning.has(storageJobId)) return;
    this.returning.add(storageJobId);
    try {
      await append({ storageJobId, attempt, executor: this.tools.executor });
      this.tools.logger.info({ storageJobId, attempt }, 'gave an attempt of a storage job back');
    } catch (error) {
      this.tools.logger.warn({ storageJobId, err: error }, 'an attempt of a storage job could not be given back yet');
    } finally {
      this.returning.delete(storageJobId);
    }
  }

  private envelope(project: ProjectState, { id, created }: StorageJob): { project: ProjectState['id']; aggregate: string; actor: ReturnType<typeof serviceActor>; correlation: string | null } {
    return { project: project.id, aggregate: `storage-job:${id}`, actor: serviceActor('storage-jobs'), correlation: created.runId };
  }

  private collect(project: ProjectState, storageJob: StorageJob): void {
    deleteLostBytes(this.tools.blobs, project, storageJob).catch((error: unknown) =>
      this.tools.logger.warn({ storageJobId: storageJob.id, err: error }, 'bytes of a lost attempt could not be deleted'),
    );
  }
}

/** Only one attempt that won leaves nothing behind. */
const hasLostBytes = ({ state, attempts }: StorageJob): boolean => state.phase === 'finished' && (state.status === 'error' || attempts > 1);
