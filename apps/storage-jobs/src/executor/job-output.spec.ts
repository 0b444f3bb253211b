import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BucketId, DataOf, ExecutorId, JobId, StorageJobId, TableFile, TableId, WorkerId } from '@runledger/contracts';
import { eventually } from '@runledger/ledger-module/testing';
import { importCsv, RFC_4180 } from '@runledger/table-engine';
import { aTableCreation } from '../testing/loads.js';
import { ServiceLives } from '../testing/service-lives.js';
import { WorkOfOthers } from '../testing/work-of-others.js';

const EXECUTOR = 'storage-under-test' as ExecutorId;
const ANOTHER = 'storage-elsewhere' as ExecutorId;
const WORKER = 'worker-1' as WorkerId;

describe('the output of a job', () => {
  let lives: ServiceLives;
  let others: WorkOfOthers;

  beforeAll(async () => {
    lives = await ServiceLives.begin(EXECUTOR);
    others = new WorkOfOthers();
  });

  afterAll(async () => {
    await lives.end();
    await others.close();
  });

  /** Parquet as a worker puts it below the table's prefix. */
  const written = async (jobId: JobId, table: string, csv: string): Promise<TableFile[]> => {
    const folder = await mkdtemp(join(tmpdir(), 'job-output-'));
    const file = join(folder, 'in.csv');
    await writeFile(file, csv);
    const { files } = await importCsv({
      files: [file],
      columns: { from: 'header' },
      dialect: RFC_4180,
      primaryKey: [],
      outDir: join(folder, 'out'),
      limits: { threads: 1, memoryLimitBytes: 256 * 1024 * 1024, tempDir: join(folder, 'spill') },
    });
    const stored: TableFile[] = [];
    for (const [part, { path, rows }] of files.entries()) {
      const key = `tables/${lives.client.project.id}/${table}/job-${jobId}-1-0-${part}.parquet`;
      const { bytes } = await lives.client.uploads.blobs.putFile(key, path);
      stored.push({ key, rows, bytes });
    }
    await rm(folder, { recursive: true, force: true });
    return stored;
  };

  /** What a worker asks for when its attempt has written a table. */
  const anOutput = async (
    jobId: JobId,
    bucketId: string,
    csv: string,
    primaryKey: string[] | null = null,
  ): Promise<DataOf<'StorageJobCreated'>> => ({
    storageJobId: await others.newId<StorageJobId>(),
    operation: 'tableCreate',
    tableId: `${bucketId}.t` as TableId,
    writes: true,
    task: {
      type: 'load',
      target: { bucketId: bucketId as BucketId, name: 't', displayName: 't', primaryKey },
      create: false,
      source: {
        type: 'output',
        columns: csv.slice(0, csv.indexOf('\n')).split(','),
        files: await written(jobId, `${bucketId}.t`, csv),
      },
    },
    operationParams: { inline: {} },
    runId: jobId,
    cause: { jobId, attempt: 1, output: 0 },
  });

  const keysOf = (table: string): Promise<readonly string[]> => lives.client.uploads.keysOf(lives.client.project.id, table);

  it('makes its bucket and its table, of the very files that the worker wrote', async () => {
    const { id: project } = lives.client.project;
    const jobId = await others.runningJob(project, WORKER);
    const data = await anOutput(jobId, 'out.c-result', 'n\n1\n2\n');
    await others.append('worker', project, 'StorageJobCreated', data);
    expect(await lives.client.endOf(data.storageJobId)).toMatchObject({ status: 'success', runId: jobId });
    const { body } = await lives.client.get('buckets/out.c-result');
    expect(body).toMatchObject({ stage: 'out', displayName: 'result', rowsCount: 2 });
    expect(await lives.client.preview('out.c-result.t')).toBe('"n"\n"1"\n"2"\n');
    expect(await keysOf('out.c-result.t')).toEqual([`tables/${project}/out.c-result.t/job-${jobId}-1-0-0.parquet`]);
  });

  it('with a primary key keeps the last of rows with the same key, and not the files with all of them', async () => {
    const { id: project } = lives.client.project;
    const jobId = await others.runningJob(project, WORKER);
    const data = await anOutput(jobId, 'out.c-keyed', 'id,v\n1,a\n2,b\n1,c\n', ['id']);
    await others.append('worker', project, 'StorageJobCreated', data);
    const results: unknown = expect.objectContaining({ rowsCount: 2, primaryKey: ['id'] });
    expect(await lives.client.endOf(data.storageJobId)).toMatchObject({ status: 'success', results });
    expect(await lives.client.preview('out.c-keyed.t', '?orderBy[0][column]=id')).toBe('"id","v"\n"1","c"\n"2","b"\n');
    const keys = await eventually(
      () => keysOf('out.c-keyed.t'),
      ({ length }) => length === 1,
    );
    expect(keys[0]).toContain(`sj-${data.storageJobId}-1-0`);
  });

  it('that lacks a column of its table changes nothing', async () => {
    const { id: project } = lives.client.project;
    const bucket = await lives.client.bucket('narrow', 'out');
    await lives.client.table(bucket, 't', 'a,b\n1,2\n');
    const jobId = await others.runningJob(project, WORKER);
    const data = await anOutput(jobId, bucket, 'a\n9\n');
    await others.append('worker', project, 'StorageJobCreated', data);
    expect(await lives.client.endOf(data.storageJobId)).toMatchObject({
      status: 'error',
      error: { code: 'storage.tables.missingColumns' },
    });
    expect(await lives.client.preview(`${bucket}.t`)).toBe('"a","b"\n"1","2"\n');
  });

  it('of an attempt that is not current is never a storage job', async () => {
    const { id: project } = lives.client.project;
    const jobId = await others.runningJob(project, WORKER);
    const data = await anOutput(jobId, 'out.c-late', 'n\n1\n');
    await others.append('worker', project, 'AttemptLost', { jobId, attempt: 1, worker: WORKER, reason: 'returned' });
    const { verdict } = await others.append('worker', project, 'StorageJobCreated', data);
    expect(verdict).toMatchObject({ effective: false, reason: 'notCurrent' });
    expect((await lives.client.get(`jobs/${data.storageJobId}`)).status).toBe(404);
    expect((await lives.client.get('tables/out.c-late.t')).status).toBe(404);
  });

  it('ends in error with the attempt that it belongs to, and its bytes go', async () => {
    const { id: project } = lives.client.project;
    const bucket = await lives.client.bucket('held', 'out');
    await lives.client.table(bucket, 't', 'n\n0\n');
    const jobId = await others.runningJob(project, WORKER);
    const data = await anOutput(jobId, bucket, 'n\n1\n');
    const ahead = await others.newId<StorageJobId>();
    const file = await lives.client.uploads.file(project, 'n\n9\n');
    // A writer ahead that never ends keeps the output waiting until the attempt is lost.
    await lives.restart(async () => {
      await others.append('storage-jobs', project, 'StorageJobCreated', aTableCreation(ahead, bucket, 't', file));
      await others.append('storage-jobs', project, 'StorageAttemptStarted', {
        storageJobId: ahead,
        attempt: 1,
        executor: ANOTHER,
      });
      await others.append('worker', project, 'StorageJobCreated', data);
    });
    expect((await lives.client.get(`jobs/${data.storageJobId}`)).body).toMatchObject({ status: 'waiting', startTime: null });
    await others.append('worker', project, 'AttemptLost', { jobId, attempt: 1, worker: WORKER, reason: 'returned' });
    expect(await lives.client.endOf(data.storageJobId)).toMatchObject({
      status: 'error',
      error: { code: 'storage.jobs.attemptEnded' },
    });
    await eventually(
      () => keysOf(`${bucket}.t`),
      (keys) => !keys.some((key) => key.includes(`job-${jobId}`)),
    );
    expect(await lives.client.versions(`${bucket}.t`)).toHaveLength(1);
  });
});
