import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
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
const REPORT_PAUSE_MS = 1_000;
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
  private readonly lost = new AbortController();

  constructor(
    private readonly tools: AttemptTools,
    readonly project: ProjectState,
    readonly job: Job,
    readonly attempt: number,
    /** Undefined when this worker does not know it. */
    private readonly component: Component | undefined,
  ) {}

  /** The job shall stop; the end is reported. */
  stop(): void {
    this.abort.abort();
  }

  /** The attempt is not ours any more: kill, and report nothing (design section 4, rule 6). */
  lose(): void {
    this.lost.abort();
    this.abort.abort();
  }

  get isCurrent(): boolean {
    return currentAttempt(this.job)?.attempt === this.attempt && currentAttempt(this.job)?.worker === this.tools.worker;
  }

  async run(): Promise<void> {
    const report = await this.perform();
    // Nobody shall see a job end without its last words; but a log that cannot be written must not hold its end back.
    await this.tools.jobLog.writer.flush(this.job.id, LOG_FLUSH_TIMEOUT_MS);
    await this.report(report);
  }

  /** Whatever happens becomes a report: an attempt without one would be given back and taken again, for ever. */
  private async perform(): Promise<Report> {
    const workDir = join(this.tools.workDir, `${this.job.id}-${this.attempt}`);
    try {
      await mkdir(workDir, { recursive: true });
      return await this.runComponent(workDir);
    } catch (error) {
      const exceptionId = `exception-${randomUUID()}`;
      this.tools.logger.error({ jobId: this.job.id, runId: this.job.created.runId, exceptionId, err: error }, 'an attempt failed by a fault of ours');
      return failure('application', APPLICATION_ERROR, [], exceptionId);
    } finally {
      await rm(workDir, { recursive: true, force: true }).catch((error: unknown) => this.tools.logger.warn({ workDir, err: error }, 'the folder of an attempt is left behind'));
    }
  }

  private async runComponent(workDir: string): Promise<Report> {
    const { payloads, runtimes } = this.tools;
    if (this.component === undefined) return failure('application', `This worker does not know the component "${this.job.created.componentId}".`, []);
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
    while (!this.lost.signal.aborted && this.isCurrent) {
      const data = { jobId, attempt: this.attempt, worker, outcome, result: loggable(result) };
      const event = newEvent('AttemptFinished', { project: this.project.id, aggregate: `job:${jobId}`, actor: this.actor(), correlation: created.runId, data });
      try {
        const { verdict } = await ledger.append(event, REPORT_TIMEOUT_MS);
        if (!verdict.effective) logger.warn({ jobId, attempt: this.attempt, reason: verdict.reason }, 'the report came too late and is void');
        return;
      } catch (error) {
        if (!isLogFailure(error)) throw error;
        logger.warn({ jobId, err: error }, 'the end of an attempt is not confirmed, reporting again');
        await delay(REPORT_PAUSE_MS, undefined, { signal: this.lost.signal }).catch(() => undefined);
      }
    }
  }

  /** A job acts as the token that created it. */
  private actor(): Actor {
    const { tokenId, tokenDescription } = this.job.creator;
    return { service: SERVICE, tokenId, tokenDescription };
  }

  private log(level: LogLevel, message: string): void {
    const { id: jobId, created, creator } = this.job;
    const { runId, componentId, configurationId } = created;
    const { tokenId, tokenDescription } = creator;
    const place = { id: newEventId(), jobId, project: this.project.id, attempt: this.attempt, runId, componentId, configurationId, tokenId, tokenDescription };
    this.tools.jobLog.writer.write({ ...place, timeMs: Date.now(), level, message: message.slice(0, JOB_LOG_MESSAGE_LENGTH_MAX) });
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

const MESSAGE_LENGTH_MAX = 10_000;
const RESULT_BYTES_MAX = 256 * 1024;

/** Both are bounded by nobody else, and the log takes no event of any size. Columns are also told by the version of each table. */
const loggable = (result: JobResult): JobResult => {
  const cut = { ...result, message: result.message.slice(0, MESSAGE_LENGTH_MAX) };
  if (Buffer.byteLength(JSON.stringify(cut)) <= RESULT_BYTES_MAX) return cut;
  const withoutColumns = (table: MappedTable): MappedTable => ({ ...table, columns: [] });
  return { ...cut, inputTables: cut.inputTables.map(withoutColumns), outputTables: cut.outputTables.map(withoutColumns) };
};
