import type { DataOf, EventName, JobId, ProjectId, ServiceName, StorageJobId, WorkerId } from '@runledger/contracts';
import { aJob } from '@runledger/domain/testing';
import { newEvent, type Judged, type Ledger } from '@runledger/event-log';
import { serviceActor } from '@runledger/ledger-module';
import { ledgerOf } from '@runledger/ledger-module/testing';

/** Appends what other services, or an executor that is not there any more, have to say. */
export class WorkOfOthers {
  private readonly ledgers = new Map<ServiceName, Promise<Ledger>>();

  async append<Name extends EventName>(
    service: ServiceName,
    project: ProjectId,
    type: Name,
    data: DataOf<Name>,
  ): Promise<Judged> {
    return (await this.ledgerOf(service)).append(
      newEvent(type, { project, aggregate: 'test:1', actor: serviceActor(service), data }),
    );
  }

  async newId<Id extends string>(): Promise<Id> {
    return (await (await this.ledgerOf('storage-jobs')).newId()) as Id;
  }

  /** The fold's view of a storage job that has not ended. */
  async storageJob(project: ProjectId, storageJobId: StorageJobId) {
    const ledger = await this.ledgerOf('storage-jobs');
    await ledger.fence(project);
    return ledger.project(project)?.storage.unfinished.get(storageJobId);
  }

  /** A job whose first attempt runs. */
  async runningJob(project: ProjectId, worker: WorkerId): Promise<JobId> {
    const jobId = await this.newId<JobId>();
    await this.append('job-api', project, 'JobCreated', aJob(jobId));
    await this.append('worker', project, 'AttemptStarted', { jobId, attempt: 1, worker });
    return jobId;
  }

  async close(): Promise<void> {
    await Promise.all([...this.ledgers.values()].map(async (ledger) => (await ledger).stop()));
  }

  private ledgerOf(service: ServiceName): Promise<Ledger> {
    const ledger = this.ledgers.get(service) ?? ledgerOf(service, ['project', 'job', 'storage', 'file']);
    this.ledgers.set(service, ledger);
    return ledger;
  }
}
