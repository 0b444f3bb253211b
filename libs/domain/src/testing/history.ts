import type { DataOf } from '@runledger/contracts';
import { lockKeyOf } from '../job/lock-key.js';
import { aJob, aResult, id } from './event-data.js';
import { StorageHistory, type Started } from './storage-history.js';

/** What is special about a job; everything else is filled in. */
export interface JobTold extends Omit<Partial<DataOf<'JobCreated'>>, 'configuration'> {
  readonly configuration?: string;
  /** The exact configuration that is frozen with the job. */
  readonly frozen?: DataOf<'JobCreated'>['configuration'];
  /** Version of the configuration that is frozen with the job; null skips the check whether it is the current one. */
  readonly version?: number | null;
  /** Its ancestors, outermost first. */
  readonly under?: readonly string[];
  /** Token that creates it. */
  readonly token?: string;
}

/**
 * The history of one project in the words of the domain. Each method appends one event; those without an id are about the
 * job or storage job that was named last.
 */
export class History extends StorageHistory {
  readonly #attempts = new Map<string, Started>();
  /** Next attempt of jobs that were given back. */
  readonly #next = new Map<string, number>();
  #job = '1';

  /** A job. One with a configuration wants the lock of that configuration, under the token that creates it. */
  job(
    jobId: string,
    { configuration, frozen = { inline: {} }, version = null, under, token = '10', ...over }: JobTold = {},
  ): this {
    this.#job = jobId;
    const data = aJob(jobId, {
      configuration: frozen,
      configurationId: configuration === undefined ? null : id(configuration),
      configurationVersion: version,
      ancestors: (under ?? []).map((ancestor) => id(ancestor)),
      ...over,
    });
    const lockKey = over.lockKey ?? lockKeyOf({ ...data, tokenId: id(token) });
    return this.event({ type: 'JobCreated', aggregate: `job:${jobId}`, data: { ...data, lockKey } }, { token });
  }

  /** Makes a job the one that the next methods are about. */
  about(jobId: string): this {
    this.#job = jobId;
    return this;
  }

  started(by = 'worker-1', attempt = this.#next.get(this.#job) ?? 1): this {
    this.#attempts.set(this.#job, { attempt, by });
    return this.event({
      type: 'AttemptStarted',
      aggregate: `job:${this.#job}`,
      data: { jobId: id(this.#job), attempt, worker: id(by) },
    });
  }

  finished(
    outcome: DataOf<'AttemptFinished'>['outcome'] = 'success',
    result = aResult(),
    attempt = this.#attemptOf(this.#job),
  ): this {
    const data = { ...this.#reportOf(attempt), outcome, result };
    return this.event({ type: 'AttemptFinished', aggregate: `job:${this.#job}`, data });
  }

  returned(attempt = this.#attemptOf(this.#job)): this {
    const data = { ...this.#reportOf(attempt), reason: 'returned' as const };
    this.#next.set(this.#job, attempt.attempt + 1);
    return this.event({ type: 'AttemptLost', aggregate: `job:${this.#job}`, data });
  }

  terminationRequested(jobId = this.#job): this {
    return this.event({ type: 'TerminationRequested', aggregate: `job:${jobId}`, data: { jobId: id(jobId) } });
  }

  #attemptOf(jobId: string): Started {
    return this.#attempts.get(jobId) ?? { attempt: 1, by: 'worker-1' };
  }

  #reportOf({ attempt, by }: Started): DataOf<'AttemptStarted'> {
    return { jobId: id(this.#job), attempt, worker: id(by) };
  }
}

/** A history that begins with an opened log and, unless said otherwise, its project. */
export const history = (
  project = '1',
  { partitions = 1, created = true }: { readonly partitions?: number; readonly created?: boolean } = {},
): History => {
  const told = new History(project, partitions);
  return created ? told.projectCreated(project) : told;
};
