import { randomUUID } from 'node:crypto';
import type { ExecutorId, StorageJobId } from '@runledger/contracts';
import type { ProjectState, StorageJob } from '@runledger/domain';
import { newEvent } from '@runledger/event-log';
import { serviceActor } from '@runledger/ledger-module';
import type { ExecutorTools } from './executor-tools.js';
import { ATTEMPTS_MAX } from './storage-attempt.js';

/** Ends attempts that the log gives to this executor and that it does not hold. */
export class AttemptReturns {
  private readonly underWay = new Set<StorageJobId>();

  constructor(private readonly tools: ExecutorTools) {}

  /** Another executor, or this one, may start it at once. */
  giveBack(project: ProjectState, storageJob: StorageJob): Promise<void> {
    return this.once(storageJob, 'gave an attempt of a storage job back', async (attempt) => {
      const event = newEvent('StorageAttemptLost', {
        ...envelopeOf(project, storageJob),
        data: { ...attempt, reason: 'returned' },
      });
      await this.tools.ledger.append(event);
    });
  }

  /** Gives back, but not for ever: a storage job that takes its executor down each time would do so again, and hold its table. */
  giveBackOrFail(project: ProjectState, storageJob: StorageJob): Promise<void> {
    const { attempts } = storageJob;
    if (attempts < ATTEMPTS_MAX) return this.giveBack(project, storageJob);
    return this.once(storageJob, 'ended a storage job that never came to an end', async (attempt) => {
      const message = `The storage job was interrupted ${attempts} times and is not tried again.`;
      const data = { ...attempt, code: 'storage.jobs.interrupted', message, exceptionId: `exception-${randomUUID()}` };
      await this.tools.ledger.append(newEvent('StorageJobFailed', { ...envelopeOf(project, storageJob), data }));
    });
  }

  private async once(storageJob: StorageJob, done: string, append: (attempt: Attempt) => Promise<void>): Promise<void> {
    const { executor, logger } = this.tools;
    const { id: storageJobId, attempts: attempt } = storageJob;
    if (this.underWay.has(storageJobId)) return;
    this.underWay.add(storageJobId);
    try {
      await append({ storageJobId, attempt, executor });
      logger.info({ storageJobId, attempt }, done);
    } catch (error) {
      logger.warn({ storageJobId, err: error }, 'an attempt of a storage job could not be given back yet');
    } finally {
      this.underWay.delete(storageJobId);
    }
  }
}

interface Attempt {
  readonly storageJobId: StorageJobId;
  readonly attempt: number;
  readonly executor: ExecutorId;
}

const envelopeOf = (project: ProjectState, { id, created }: StorageJob) => ({
  project: project.id,
  aggregate: `storage-job:${id}`,
  actor: serviceActor('storage-jobs'),
  correlation: created.runId,
});
