import { CONTEXTS, NO_PROJECT, TOPICS, type ComponentId, type DataOf, type EventName, type JobId, type Json, type Offset, type TokenId } from '@runledger/contracts';
import type { Job, StorageJob } from '@runledger/domain';
import { aJob } from '@runledger/domain/testing';
import { newEvent, type Judged, type Ledger } from '@runledger/event-log';
import { serviceActor } from '@runledger/ledger-module';
import { eventually, ledgerOf, type TestProject } from '@runledger/ledger-module/testing';

type Neighbour = 'job-api' | 'storage-jobs' | 'worker' | 'projects';
const NEIGHBOURS: readonly Neighbour[] = ['job-api', 'storage-jobs', 'worker', 'projects'];

const DUCKDB = 'keboola.duckdb-transformation' as ComponentId;
const NOOP = 'runledger.noop' as ComponentId;

/** Plays the services around the worker: what they would append. */
export class Surroundings {
  private constructor(
    readonly project: TestProject,
    private readonly ledgers: Readonly<Record<Neighbour, Ledger>>,
  ) {}

  static async around(project: TestProject): Promise<Surroundings> {
    const opened = NEIGHBOURS.map(async (service) => [service, await ledgerOf(service, ['job', 'storage'])] as const);
    return new Surroundings(project, Object.fromEntries(await Promise.all(opened)) as Record<Neighbour, Ledger>);
  }

  /** The same services at work in another project. */
  in(project: TestProject): Surroundings {
    return new Surroundings(project, this.ledgers);
  }

  newId(): Promise<string> {
    return this.ledgers['job-api'].newId();
  }

  append<Name extends EventName>(service: Neighbour, type: Name, aggregate: string, data: DataOf<Name>, tokenId: string | null = null): Promise<Judged> {
    const actor = tokenId === null ? serviceActor(service) : { service, tokenId: tokenId as TokenId, tokenDescription: 'A token' };
    return this.ledgers[service].append(newEvent(type, { project: this.project.id, aggregate, actor, data }));
  }

  /** A transformation, unless said otherwise. */
  async job(configuration: Json, over: Partial<DataOf<'JobCreated'>> = {}, tokenId: string | null = null): Promise<Job> {
    const jobId = await this.newId();
    const data = aJob(jobId, { configuration: { inline: configuration }, componentId: DUCKDB, kind: 'transformation', ...over });
    const { changes } = await this.append('job-api', 'JobCreated', `job:${jobId}`, data, tokenId);
    const job = changes.flatMap((change) => (change.kind === 'job' ? [change.job] : []))[0];
    if (job === undefined) throw new Error('the job is void');
    return job;
  }

  /** A job that does nothing. */
  noop(over: Partial<DataOf<'JobCreated'>> = {}): Promise<Job> {
    return this.job({}, { componentId: NOOP, kind: 'other', ...over });
  }

  /** A record of a type that no build knows yet: every fold stops at it. */
  async appendFromTheFuture(): Promise<{ readonly partition: number; readonly offset: number }> {
    const { connection } = this.ledgers.worker;
    const partition = this.ledgers.worker.partitionOf(this.project.id);
    const event = newEvent('TerminationRequested', { project: this.project.id, aggregate: 'job:1', actor: serviceActor('job-api'), data: { jobId: '1' as JobId } });
    const producer = connection.producer();
    try {
      const messages = [{ partition, value: JSON.stringify({ ...event, type: 'JobTeleported' }) }];
      const [written] = await producer.use((client) => client.send({ topic: connection.topicOf(TOPICS.projectLog), acks: -1, messages }));
      return { partition, offset: Number(written?.baseOffset) };
    } finally {
      await producer.close();
    }
  }

  /** What an operator does about it. */
  async voidRecord(partition: number, offset: number): Promise<void> {
    const data = { offset: offset as Offset, reason: 'a spec' };
    const operator = await ledgerOf('cli', CONTEXTS);
    try {
      await operator.appendTo(partition, newEvent('RecordVoided', { project: NO_PROJECT, aggregate: `log:${partition}`, actor: serviceActor('cli'), data }));
    } finally {
      await operator.stop();
    }
  }

  terminate({ id }: Job): Promise<Judged> {
    return this.append('job-api', 'TerminationRequested', `job:${id}`, { jobId: id });
  }

  /** Storage jobs of a job that nobody has done yet, as the fold knows them. */
  storageJobs(job: JobId): readonly StorageJob[] {
    return [...(this.ledgers['job-api'].project(this.project.id)?.storage.ofJob.get(job) ?? [])];
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.ledgers).map((ledger) => ledger.stop()));
  }
}

/** Configuration of a transformation of one script. */
export const sql = (...script: readonly string[]): { readonly parameters: Json } => ({ parameters: { blocks: [{ name: 'Block', codes: [{ name: 'Code', script }] }] } });

export const FOR_EVER = sql('SELECT count(*) FROM range(100000000000) a, range(100000000) b');

/** How a job has ended, once it has. */
export const endOf = (job: Job): Promise<Job['state']> => eventually(() => job.state, ({ phase }) => phase === 'finished', 30_000);

export const running = (job: Job): Promise<string> => eventually(() => job.state.phase, (phase) => phase === 'running');
