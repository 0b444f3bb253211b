import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { JOB_LOG_MESSAGE_LENGTH_MAX, type Actor, type JobResult, type MappedTable, type ServiceName, type WorkerId } from '@runledger/contracts';
import type { BlobStore } from '@runledger/blob-store';
import type { Component, ComponentRuntime, Job, ProjectState } from '@runledger/domain';
import { currentAttempt } from '@runledger/domain';
import { isLogFailure, newEvent, newEventId, type JobLogWriter, type Ledger, type Payloads } from '@runledger/event-log';
import type { Logger } from '@runledger/service-kit';
import type { ComponentRun, ComponentRuntimeRunner, LogLevel, RunOutcome } from '../component/component-run.js';
import { commitOutputs } from './attempt-outputs.js';

export interface AttemptTools {
  readonly ledger: Ledger;
  readonly blobs: BlobStore;
  readonly payloads: Payloads;
  readonly jobLog: { readonly writer: JobLogWriter };
  readonly logger: Logger;
  readonly worker: WorkerId;
  readonly workDir: string;
  readonly runtimes: Readonly<Record<ComponentRuntime['type'], ComponentRuntimeRunner>>;
}

const SERVICE: ServiceName = 'worker';
const REPORT_TIMEOUT_MS = 60_000;
const LOG_FLUSH_TIMEOUT_MS = 2_000;
/** What a client sees of a fault that is not its own. */
const APPLICATION_ERROR = 'The component failed because of an internal error. Look it up by its exception id.';

interface Report {
  readonly outcome: 'success' | 'error' | 'stopped';
  readonly result: JobResult;
}

/** One attempt of a job, from its effective start to its report. */
export class AttemptRun {
  private readonly abort = new AbortController();
  private isLost = false;

  constructor(
    private readonly tools: AttemptTools,
    readonly project: ProjectState,
    readonly job: Job,
    readonly attempt: number,
    private readonly component: Component,
  ) {}

  /** The job shall stop; the end is reported. */
  stop(): void {
    this.abort.abort();
  }

  /** The attempt is not ours any more: kill, and report nothing (design section 4, rule 6). */
  lose(): void {
    this.isLost = true;
    this.abort.abort();
  }

  get isCurrent(): boolean {
    return currentAttempt(this.job)?.attempt === this.attempt && currentAttempt(this.job)?.worker === this.tools.worker;
  }

  async run(): Promise<void> {
    const workDir = join(this.tools.workDir, `${this.job.id}-${this.attempt}`);
    try {
      await rm(workDir, { recursive: true, force: true });
      await mkdir(workDir, { recursive: true });
      const report = await this.perform(workDir);
      // Nobody shall see a job end without its last words; but a log that cannot be written must not hold its end back.
      await this.tools.jobLog.writer.flush(this.job.id, LOG_FLUSH_TIMEOUT_MS);
      await this.report(report);
    } finally {
      await rm(workDir, { recursive: true, force: true });
    }
  }

  private async perform(workDir: string): Promise<Report> {
    try {
      return await this.runComponent(workDir);
    } catch (error) {
      const exceptionId = `exception-${randomUUID()}`;
      this.tools.logger.error({ jobId: this.job.id, runId: this.job.created.runId, exceptionId, err: error }, 'an attempt failed by a fault of ours');
      return failure('application', APPLICATION_ERROR, [], exceptionId);
    }
  }

  private async runComponent(workDir: string): Promise<Report> {
    const { payloads, runtimes } = this.tools;
    const run: ComponentRun = {
      project: this.project,
      job: this.job,
      configuration: await payloads.fromPayload(this.job.created.configuration),
      workDir,
      signal: this.abort.signal,
      log: (level, message) => this.log(level, message),
    };
    const outcome = await runtimes[this.component.runtime.type](run);
    switch (outcome.outcome) {
      case 'stopped':
        return stopped();
      case 'error':
        return failure(outcome.type, outcome.message, outcome.inputTables);
      case 'success':
        return this.commit(outcome);
    }
  }

  private async commit({ message, inputTables, outputs }: Extract<RunOutcome, { outcome: 'success' }>): Promise<Report> {
    if (this.abort.signal.aborted) return stopped();
    if (outputs.length > 0) this.log('info', `Waiting for ${outputs.length} Storage jobs to finish.`);
    const { ledger, blobs, payloads } = this.tools;
    const committed = await commitOutputs(
      { ledger, blobs, payloads, actor: this.actor(), project: this.project, job: this.job, attempt: this.attempt, signal: this.abort.signal },
      outputs,
    );
    switch (committed.kind) {
      case 'aborted':
        return stopped();
      case 'failed':
        return failure('user', committed.message, inputTables);
      case 'committed':
        return { outcome: 'success', result: { message, error: null, inputTables: [...inputTables], outputTables: [...committed.tables] } };
    }
  }

  /** Reports until the log has said whether the report counts; another report of the same attempt is void by its natural key. */
  private async report({ outcome, result }: Report): Promise<void> {
    const { ledger, logger, worker } = this.tools;
    const { id: jobId, created } = this.job;
    while (!this.isLost && this.isCurrent) {
      const data = { jobId, attempt: this.attempt, worker, outcome, result };
      const event = newEvent('AttemptFinished', { project: this.project.id, aggregate: `job:${jobId}`, actor: this.actor(), correlation: created.runId, data });
      try {
        const { verdict } = await ledger.append(event, REPORT_TIMEOUT_MS);
        if (!verdict.effective) logger.warn({ jobId, attempt: this.attempt, reason: verdict.reason }, 'the report came too late and is void');
        return;
      } catch (error) {
        if (!isLogFailure(error) || error.code === 'TOPIC_UNSAFE') throw error;
        logger.warn({ jobId, err: error }, 'the end of an attempt is not confirmed, reporting again');
      }
    }
  }

  /** A job acts as the token that created it. */
  private actor(): Actor {
    const { tokenId, tokenDescription } = this.job.creator;
    return { service: SERVICE, tokenId, tokenDescription };
  }

  private log(level: LogLevel, message: string): void {
    const line = { id: newEventId(), jobId: this.job.id, project: this.project.id, attempt: this.attempt, timeMs: Date.now(), level };
    this.tools.jobLog.writer.write({ ...line, message: message.slice(0, JOB_LOG_MESSAGE_LENGTH_MAX) });
  }
}

const stopped = (): Report => ({
  outcome: 'stopped',
  result: { message: 'The job was terminated.', error: null, inputTables: [], outputTables: [] },
});

const failure = (type: 'user' | 'application', message: string, inputTables: readonly MappedTable[], exceptionId = `exception-${randomUUID()}`): Report => ({
  outcome: 'error',
  result: { message, error: { type, exceptionId }, inputTables: [...inputTables], outputTables: [] },
});
