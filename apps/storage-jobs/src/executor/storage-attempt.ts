import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Actor, DataOf, EventName } from '@runledger/contracts';
import type { ProjectState, StorageJob } from '@runledger/domain';
import { isLogFailure, newEvent, type Judged } from '@runledger/event-log';
import { ApiError } from '@runledger/service-kit';
import { isEngineFailure, type EngineLimits } from '@runledger/table-engine';
import { userFailureCode } from '../table/user-failure.js';
import type { ExecutorTools } from './executor-tools.js';
import { performTask } from './perform-task.js';

/** A fault of ours is tried again this often; what fails every time ends in error and does not block its table for ever. */
export const ATTEMPTS_MAX = 3;
const RETRY_DELAY_MS = 1_000;
const APPEND_TIMEOUT_MS = 60_000;

const REFUSED = 'storage.jobs.refused';
const INTERNAL_ERROR = 'The storage job failed because of an internal error. Look it up by its exception id.';

/** One attempt of a storage job, from its effective start to its report. */
export class StorageAttempt {
  private readonly abort = new AbortController();
  readonly workDir: string;

  constructor(
    readonly tools: ExecutorTools,
    readonly project: ProjectState,
    readonly storageJob: StorageJob,
    readonly attempt: number,
  ) {
    this.workDir = join(tools.workDir, `${storageJob.id}-${attempt}`);
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  /** Whether the log still says that this attempt runs, and runs here. */
  get isCurrent(): boolean {
    const { state } = this.storageJob;
    return state.phase === 'running' && state.attempt.attempt === this.attempt && state.attempt.executor === this.tools.executor;
  }

  get limits(): EngineLimits {
    return { ...this.tools.engine, tempDir: join(this.tools.workDir, 'spill') };
  }

  /** What every report of this attempt names. */
  get identity(): DataOf<'StorageAttemptStarted'> {
    return { storageJobId: this.storageJob.id, attempt: this.attempt, executor: this.tools.executor };
  }

  /** Gives up: the attempt is not ours any more, or the executor ends. Nothing is reported. */
  stop(): void {
    this.abort.abort();
  }

  /** Works and reports. An attempt that ends without a report is given back by whoever holds it. */
  async run(): Promise<void> {
    try {
      await rm(this.workDir, { recursive: true, force: true });
      await mkdir(this.workDir, { recursive: true });
      await performTask(this);
    } catch (error) {
      if (!this.signal.aborted) await this.failed(error);
    } finally {
      await rm(this.workDir, { recursive: true, force: true });
    }
  }

  /**
   * Appends an event until the log has said what became of it, as long as this attempt is current. Another one of the same meaning is
   * void by its natural key.
   * @returns undefined when the attempt is not current any more or was stopped.
   */
  async report<Name extends EventName>(type: Name, aggregate: string, data: DataOf<Name>): Promise<Judged | undefined> {
    const { ledger, logger } = this.tools;
    while (this.isCurrent && !this.signal.aborted) {
      const event = newEvent(type, {
        project: this.project.id,
        aggregate,
        actor: this.actor,
        correlation: this.storageJob.created.runId,
        data,
      });
      try {
        return await ledger.append(event, APPEND_TIMEOUT_MS);
      } catch (error) {
        if (!isLogFailure(error) || error.code === 'TOPIC_UNSAFE') throw error;
        logger.warn(
          { storageJobId: this.storageJob.id, event: type, err: error },
          'an event is not confirmed, appending it again',
        );
      }
    }
    return undefined;
  }

  private async failed(error: unknown): Promise<void> {
    const { logger } = this.tools;
    const { id: storageJobId, created } = this.storageJob;
    const exceptionId = `exception-${randomUUID()}`;
    // What a request would have been refused for, had it been known when the request came.
    if (error instanceof ApiError) return this.fail(error.code ?? REFUSED, error.message, exceptionId);
    if (isEngineFailure(error) && error.fault === 'user')
      return this.fail(userFailureCode(error.code), error.message, exceptionId);
    logger.error(
      { storageJobId, attempt: this.attempt, runId: created.runId, exceptionId, err: error },
      'an attempt of a storage job failed by a fault of ours',
    );
    if (this.attempt >= ATTEMPTS_MAX) return this.fail('storage.internalError', INTERNAL_ERROR, exceptionId);
    await delay(RETRY_DELAY_MS * this.attempt, undefined, { signal: this.signal }).catch(() => undefined);
  }

  private async fail(code: string, message: string, exceptionId: string): Promise<void> {
    await this.report('StorageJobFailed', `storage-job:${this.storageJob.id}`, { ...this.identity, code, message, exceptionId });
  }

  /** A storage job acts as whoever asked for it. */
  private get actor(): Actor {
    const { tokenId, tokenDescription } = this.storageJob.creator;
    return { service: 'storage-jobs', tokenId, tokenDescription };
  }
}
