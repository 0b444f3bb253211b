import type { ComponentId, DataOf, EventName, ExecutorId, JobId, Json, StorageJobId, WorkerId } from '@runledger/contracts';
import type { Job, StorageJob } from '@runledger/domain';
import { aBucket, aJob, aTableVersion } from '@runledger/domain/testing';
import { Ledger, newEvent, type Judged } from '@runledger/event-log';
import { serviceActor } from '@runledger/ledger-module';
import { createProject, eventually, startService, type ServiceUnderTest, type TestProject } from '@runledger/ledger-module/testing';
import { worker } from './worker.js';

const DUCKDB = 'keboola.duckdb-transformation' as ComponentId;
const WORKER = 'worker-under-test';

/** Plays the services around the worker: what they would append. */
class Surroundings {
  private constructor(
    readonly project: TestProject,
    private readonly ledgers: Readonly<Record<'job-api' | 'storage-jobs' | 'worker', Ledger>>,
  ) {}

  static async around(project: TestProject): Promise<Surroundings> {
    const open = async (service: 'job-api' | 'storage-jobs' | 'worker'): Promise<Ledger> => {
      const ledger = new Ledger({ brokers: (process.env['KAFKA_BROKERS'] ?? '').split(','), service, contexts: ['job', 'storage'] });
      await ledger.start();
      return ledger;
    };
    return new Surroundings(project, { 'job-api': await open('job-api'), 'storage-jobs': await open('storage-jobs'), worker: await open('worker') });
  }

  append<Name extends EventName>(service: 'job-api' | 'storage-jobs' | 'worker', type: Name, aggregate: string, data: DataOf<Name>): Promise<Judged> {
    return this.ledgers[service].append(newEvent(type, { project: this.project.id, aggregate, actor: serviceActor(service), data }));
  }

  async job(configuration: Json, over: Partial<DataOf<'JobCreated'>> = {}): Promise<Job> {
    const jobId = await this.ledgers['job-api'].newId();
    const { changes } = await this.append('job-api', 'JobCreated', `job:${jobId}`, aJob(jobId, { configuration: { inline: configuration }, componentId: DUCKDB, kind: 'transformation', ...over }));
    const job = changes.flatMap((change) => (change.kind === 'job' ? [change.job] : []))[0];
    if (job === undefined) throw new Error('the job is void');
    return job;
  }

  /** Storage jobs of a job that nobody has done yet, as the fold knows them. */
  storageJobs(job: JobId): readonly StorageJob[] {
    return [...(this.ledgers['job-api'].project(this.project.id)?.storage.ofJob.get(job) ?? [])];
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.ledgers).map((ledger) => ledger.stop()));
  }
}

const sql = (...script: readonly string[]): { readonly parameters: Json } => ({ parameters: { blocks: [{ name: 'Block', codes: [{ name: 'Code', script }] }] } });

const FOR_EVER = sql('SELECT count(*) FROM range(100000000000) a, range(100000000) b');

const phaseOf = (job: Job) => eventually(() => job.state, ({ phase }) => phase === 'finished', 30_000);
const running = (job: Job) => eventually(() => job.state.phase, (phase) => phase === 'running');

describe('a worker', () => {
  let around: Surroundings;
  let service: ServiceUnderTest;
  const start = () => startService(worker, { WORKER_ID: WORKER, WORKER_SLOTS: '4' });

  beforeAll(async () => {
    around = await Surroundings.around(await createProject());
    service = await start();
  });

  afterAll(async () => {
    await service.stop();
    await around.close();
  });

  it('runs a job that does nothing', async () => {
    const job = await around.job({}, { componentId: 'runledger.noop' as ComponentId, kind: 'other' });
    expect(await phaseOf(job)).toMatchObject({ status: 'success', result: { message: 'Component processing finished.' } });
    expect(job.attempts).toEqual([expect.objectContaining({ attempt: 1, worker: WORKER, outcome: 'success' })]);
  });

  it('reports the message of DuckDB, and where in the configuration it happened', async () => {
    const job = await around.job(sql('SELECT 1', 'SELECT nonsense'));
    expect(await phaseOf(job)).toMatchObject({ status: 'error', result: { error: { type: 'user' }, message: expect.stringMatching(/Query 2 in block "Block", code "Code" failed: .*nonsense/s) as unknown } });
  });

  it('reports a configuration that is none as the fault of its author', async () => {
    expect(await phaseOf(await around.job({}))).toMatchObject({ status: 'error', result: { error: { type: 'user' }, message: expect.stringContaining('parameters') as unknown } });
  });

  it('turns an output into a storage job of its attempt, and ends when that is committed', async () => {
    const bucket = aBucket('out.c-worker');
    await around.append('storage-jobs', 'BucketCreated', 'bucket:out.c-worker', bucket);
    const output = { tables: [{ source: 'r', destination: 'out.c-worker.r', primary_key: ['a'] }] };
    const job = await around.job({ ...sql("CREATE TABLE r AS SELECT 1 AS a, 'x' AS b"), storage: { output } });
    const [storageJob] = await eventually(
      () => around.storageJobs(job.id),
      (all) => all.length === 1,
    );
    if (storageJob === undefined) throw new Error('no storage job');
    expect(storageJob.created).toMatchObject({
      operation: 'tableCreate',
      tableId: 'out.c-worker.r',
      cause: { jobId: job.id, attempt: 1, output: 0 },
      task: { type: 'load', target: { primaryKey: ['a'] }, source: { type: 'output', columns: ['a', 'b'], files: [expect.objectContaining({ rows: 1 })] } },
    });
    expect(job.state.phase).toBe('running');
    const at = { storageJobId: storageJob.id, attempt: 1, executor: 'storage-1' as ExecutorId };
    await around.append('storage-jobs', 'StorageAttemptStarted', `storage-job:${storageJob.id}`, at);
    await around.append('storage-jobs', 'TableVersionCommitted', `storage-job:${storageJob.id}`, aTableVersion('out.c-worker.r', 1, at));
    expect(await phaseOf(job)).toMatchObject({ status: 'success', result: { outputTables: [{ id: 'out.c-worker.r', version: 1 }] } });
  });

  it('fails a job whose output could not be stored, with the reason', async () => {
    const output = { tables: [{ source: 'r', destination: 'out.c-worker.bad' }] };
    const job = await around.job({ ...sql('CREATE TABLE r AS SELECT 1 AS a'), storage: { output } });
    const [storageJob] = await eventually(
      () => around.storageJobs(job.id),
      (all) => all.length === 1,
    );
    const at = { storageJobId: storageJob?.id ?? ('' as StorageJobId), attempt: 1, executor: 'storage-1' as ExecutorId };
    await around.append('storage-jobs', 'StorageAttemptStarted', 'storage-job:x', at);
    await around.append('storage-jobs', 'StorageJobFailed', 'storage-job:x', { ...at, code: 'storage.tables.invalid', message: 'The table is full.', exceptionId: 'exception-1' });
    expect(await phaseOf(job)).toMatchObject({ status: 'error', result: { message: 'The table is full.' } });
  });

  it('stops a job that shall terminate', async () => {
    const job = await around.job(FOR_EVER);
    await running(job);
    await around.append('job-api', 'TerminationRequested', `job:${job.id}`, { jobId: job.id });
    expect(await phaseOf(job)).toMatchObject({ status: 'terminated' });
  });

  it('gives back an attempt that its former life left running, and runs the job again', async () => {
    const delayed = await around.job(sql('SELECT 1'), { notBeforeMs: null, lockKey: null, componentId: 'runledger.noop' as ComponentId, kind: 'other' });
    await phaseOf(delayed);
    await service.stop();
    const job = await around.job(sql('SELECT 1'));
    await around.append('worker', 'AttemptStarted', `job:${job.id}`, { jobId: job.id, attempt: 1, worker: WORKER as WorkerId });
    service = await start();
    expect(await phaseOf(job)).toMatchObject({ status: 'success' });
    expect(job.attempts.map(({ outcome }) => outcome)).toEqual(['returned', 'success']);
  });

  it('leaves alone what another worker runs', async () => {
    await service.stop();
    const job = await around.job(sql('SELECT 1'));
    await around.append('worker', 'AttemptStarted', `job:${job.id}`, { jobId: job.id, attempt: 1, worker: 'another-worker' as WorkerId });
    service = await start();
    const own = await around.job(sql('SELECT 1'));
    await phaseOf(own);
    expect(job.attempts).toEqual([expect.objectContaining({ worker: 'another-worker', outcome: 'running' })]);
    await around.append('job-api', 'TerminationRequested', `job:${job.id}`, { jobId: job.id });
  });

  it('gives back what it runs when it is told to end', async () => {
    const job = await around.job(FOR_EVER);
    await running(job);
    await service.stop();
    await eventually(
      () => job.state.phase,
      (phase) => phase === 'candidate',
    );
    expect(job.attempts).toEqual([expect.objectContaining({ outcome: 'returned' })]);
    await around.append('job-api', 'TerminationRequested', `job:${job.id}`, { jobId: job.id });
    expect(job.state).toMatchObject({ phase: 'finished', status: 'terminated' });
    service = await start();
  });
});
