import type { ExecutorId, StorageJobId, TokenRights, WorkerId } from '@runledger/contracts';
import { aBucket, aTableVersion } from '@runledger/domain/testing';
import { createProject, createToken, eventually, startService, type ServiceUnderTest } from '@runledger/ledger-module/testing';
import { endOf, FOR_EVER, running, sql, Surroundings } from './testing/surroundings.js';
import { worker } from './worker.js';

const WORKER = 'worker-under-test';

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
    const job = await around.noop();
    expect(await endOf(job)).toMatchObject({ status: 'success', result: { message: 'Component processing finished.' } });
    expect(job.attempts).toEqual([expect.objectContaining({ attempt: 1, worker: WORKER, outcome: 'success' })]);
  });

  it('reports the message of DuckDB, and where in the configuration it happened', async () => {
    const job = await around.job(sql('SELECT 1', 'SELECT nonsense'));
    expect(await endOf(job)).toMatchObject({ status: 'error', result: { error: { type: 'user' }, message: expect.stringMatching(/Query 2 in block "Block", code "Code" failed: .*nonsense/s) as unknown } });
  });

  it('reports a configuration that is none as the fault of its author', async () => {
    expect(await endOf(await around.job({}))).toMatchObject({ status: 'error', result: { error: { type: 'user' }, message: expect.stringContaining('parameters') as unknown } });
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
    expect(await endOf(job)).toMatchObject({ status: 'success', result: { outputTables: [{ id: 'out.c-worker.r', version: 1 }] } });
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
    expect(await endOf(job)).toMatchObject({ status: 'error', result: { message: 'The table is full.' } });
  });

  it.each<[string, Partial<TokenRights> | undefined, RegExp]>([
    ['reads no table', { bucketPermissions: { 'out.c-worker': 'write' } }, /may not read the table "in.c-worker.t"/],
    ['writes no table', { bucketPermissions: { 'in.c-worker': 'read', 'out.c-worker': 'read' } }, /may not write the table "out.c-worker.r"/],
    ['may do both and only then is told that there is no such table', { bucketPermissions: { 'in.c-worker': 'read', 'out.c-worker': 'write' } }, /"in.c-worker.t" does not exist/],
    ['has been deleted', undefined, /has been deleted/],
  ])('a job whose token %s', async (_what, rights, says) => {
    const tokenId = rights === undefined ? await around.newId() : (await createToken(around.project, rights)).id;
    const storage = { input: { tables: [{ source: 'in.c-worker.t', destination: 't' }] }, output: { tables: [{ source: 'r', destination: 'out.c-worker.r' }] } };
    const job = await around.job({ ...sql('CREATE TABLE r AS SELECT 1 AS a'), storage }, {}, tokenId);
    expect(await endOf(job)).toMatchObject({ status: 'error', result: { error: { type: 'user' }, message: expect.stringMatching(says) as unknown } });
  });

  it('stops a job that shall terminate', async () => {
    const job = await around.job(FOR_EVER);
    await running(job);
    await around.terminate(job);
    expect(await endOf(job)).toMatchObject({ status: 'terminated' });
  });

  it('gives back an attempt that its former life left running, and runs the job again', async () => {
    await endOf(await around.noop());
    await service.stop();
    const job = await around.job(sql('SELECT 1'));
    await around.append('worker', 'AttemptStarted', `job:${job.id}`, { jobId: job.id, attempt: 1, worker: WORKER as WorkerId });
    service = await start();
    expect(await endOf(job)).toMatchObject({ status: 'success' });
    expect(job.attempts.map(({ outcome }) => outcome)).toEqual(['returned', 'success']);
  });

  it('leaves alone what another worker runs', async () => {
    await service.stop();
    const job = await around.job(sql('SELECT 1'));
    await around.append('worker', 'AttemptStarted', `job:${job.id}`, { jobId: job.id, attempt: 1, worker: 'another-worker' as WorkerId });
    service = await start();
    const own = await around.job(sql('SELECT 1'));
    await endOf(own);
    expect(job.attempts).toEqual([expect.objectContaining({ worker: 'another-worker', outcome: 'running' })]);
    await around.terminate(job);
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
    await around.terminate(job);
    expect(job.state).toMatchObject({ phase: 'finished', status: 'terminated' });
    service = await start();
  });
});
