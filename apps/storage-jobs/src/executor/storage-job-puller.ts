import { rm } from 'node:fs/promises';
import type { StorageJobId } from '@runledger/contracts';
import { startableStorageJobs, type ProjectState, type StorageJob } from '@runledger/domain';
import { isLogFailure, newEvent, type Observed } from '@runledger/event-log';
import { serviceActor } from '@runledger/ledger-module';
import { LostBytes } from './attempt-bytes.js';
import { AttemptReturns } from './attempt-returns.js';
import type { ExecutorTools } from './executor-tools.js';
import { StorageAttempt } from './storage-attempt.js';

const PROPOSAL_TIMEOUT_MS = 30_000;
const LOOK_INTERVAL_MS = 1_000;

/**
 * Pulls storage jobs: with a free slot it proposes the start of the oldest startable ones and runs each once its start has been read
 * back as effective. Decides from state after every batch and each second, never from the arrival of a message (design section 5).
 */
export class StorageJobPuller {
  private readonly held = new Map<StorageJobId, StorageAttempt>();
  private readonly proposing = new Set<StorageJobId>();
  private readonly dirty = new Set<ProjectState>();
  private readonly ends = new Set<Promise<void>>();
  private readonly returns: AttemptReturns;
  private readonly lostBytes: LostBytes;
  private isScheduled = false;
  private isStopping = false;
  private unfollow: () => void = () => undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly tools: ExecutorTools,
    private readonly slots: number,
  ) {
    this.returns = new AttemptReturns(tools);
    this.lostBytes = new LostBytes(tools.blobs, tools.logger);
  }

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
    await Promise.all(this.ends);
    await Promise.all(
      running.filter(({ isCurrent }) => isCurrent).map(({ project, storageJob }) => this.returns.giveBack(project, storageJob)),
    );
    this.unfollow();
    await this.lostBytes.settled();
  }

  get runningCount(): number {
    return this.held.size;
  }

  private note({ changes }: Observed): void {
    for (const change of changes) {
      if (change.kind === 'project') this.dirty.add(change.project);
      if (change.kind !== 'storageJob') continue;
      this.dirty.add(change.project);
      // An attempt that is held here may still be writing; what it leaves is collected at its own end.
      if (!this.held.has(change.storageJob.id)) this.lostBytes.collect(change.project, change.storageJob);
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

  /** Stops what is not ours any more, and returns what the fold says we run but we do not. */
  private supervise(project: ProjectState): void {
    for (const storageJob of project.storage.running.values()) {
      const { id, state } = storageJob;
      const isOurs = state.phase === 'running' && state.attempt.executor === this.tools.executor;
      if (isOurs && !this.held.has(id) && !this.proposing.has(id)) void this.returns.giveBackOrFail(project, storageJob);
    }
    for (const attempt of this.held.values()) if (attempt.project === project && !attempt.isCurrent) attempt.stop();
  }

  private pull(project: ProjectState): void {
    for (const storageJob of startableStorageJobs(project)) {
      if (this.held.size + this.proposing.size >= this.slots) return;
      if (!this.proposing.has(storageJob.id) && !this.held.has(storageJob.id)) this.await(this.propose(project, storageJob));
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
      if (!verdict.effective) return;
      if (this.isStopping) await this.returns.giveBack(project, storageJob);
      else this.hold(new StorageAttempt(this.tools, project, storageJob, attempt));
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
      .catch((error: unknown) =>
        this.tools.logger.error({ storageJobId: storageJob.id, err: error }, 'an attempt of a storage job could not be ended'),
      )
      .finally(() => {
        this.held.delete(storageJob.id);
        this.lostBytes.collect(project, storageJob);
        this.dirty.add(project);
        this.schedule();
      });
    this.await(end);
  }

  /** What has to end before the executor has. */
  private await(work: Promise<void>): void {
    const end = work.finally(() => this.ends.delete(end));
    this.ends.add(end);
  }
}
