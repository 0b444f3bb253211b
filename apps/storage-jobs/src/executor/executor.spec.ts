import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  BucketId,
  DataOf,
  ExecutorId,
  FileId,
  JobId,
  StorageJobId,
  TableFile,
  TableId,
  WorkerId,
} from '@runledger/contracts';
import { eventually } from '@runledger/ledger-module/testing';
import { importCsv, RFC_4180 } from '@runledger/table-engine';
import { startStorage, type ShownStorageJob, type StorageClient, type StorageUnderTest } from '../testing/storage-client.js';
import { WorkOfOthers } from '../testing/work-of-others.js';

const EXECUTOR = 'storage-under-test' as ExecutorId;
const ANOTHER = 'storage-elsewhere' as ExecutorId;
const WORKER = 'worker-1' as WorkerId;

describe('the executor', () => {
  let others: WorkOfOthers;
  let blobStoreDir: string;
  let storage: StorageUnderTest;
  let client: StorageClient;

  const start = (): Promise<StorageUnderTest> => startStorage({ EXECUTOR_ID: EXECUTOR, BLOB_STORE_DIR: blobStoreDir });

  /** The end of one life of the service, what happens before the next one, and its begin. */
  const restart = async (meanwhile: () => Promise<unknown> = () => Promise.resolve()): Promise<void> => {
    await storage.stop();
    await meanwhile();
    storage = await start();
    client = client.by(storage);
  };

  beforeAll(async () => {
    blobStoreDir = await mkdtemp(join(tmpdir(), 'executor-'));
    others = new WorkOfOthers();
    storage = await start();
    client = await storage.newClient();
  });

  afterAll(async () => {
    await storage.stop();
    await others.close();
    await rm(blobStoreDir, { recursive: true, force: true });
  });

  /** What a client's request to load a file becomes in the log. */
  const aLoad = (
    storageJobId: StorageJobId,
    bucketId: string,
    name: string,
    fileId: number,
    primaryKey: string[] = [],
  ): DataOf<'StorageJobCreated'> => ({
    storageJobId,
    operation: 'tableCreate',
    tableId: `${bucketId}.${name}` as TableId,
    writes: true,
    task: {
      type: 'load',
      target: { bucketId: bucketId as BucketId, name, displayName: name, primaryKey },
      create: true,
      source: {
        type: 'file',
        fileId: String(fileId) as FileId,
        delimiter: ',',
        enclosure: '"',
        escapedBy: '',
        columns: null,
        withoutHeaders: false,
      },
    },
    operationParams: { inline: {} },
    runId: null,
    cause: null,
  });

  const ended = async (id: StorageJobId): Promise<ShownStorageJob> =>
    eventually(
      async () => (await client.get(`jobs/${id}`)).body as ShownStorageJob,
      ({ status }) => status === 'success' || status === 'error',
      30_000,
    );

  describe('that was killed in the middle of a load', () => {
    it('takes it up again in its next life, and leaves nothing of the lost attempt', async () => {
      const bucket = await client.bucket('killed');
      const dataFileId = await client.uploads.file(client.project.id, 'a\n1\n');
      const id = (await others.newId()) as StorageJobId;
      const left = `tables/${client.project.id}/${bucket}.t/sj-${id}-1-0.parquet`;
      await restart(async () => {
        await others.append('storage-jobs', client.project.id, 'StorageJobCreated', aLoad(id, bucket, 't', dataFileId));
        await others.append('storage-jobs', client.project.id, 'StorageAttemptStarted', {
          storageJobId: id,
          attempt: 1,
          executor: EXECUTOR,
        });
        await storage.uploads.blobs.put(left, Buffer.from('all that it wrote'));
      });
      expect(await ended(id)).toMatchObject({ status: 'success', results: { version: 1, rowsCount: 1 } });
      await eventually(
        () => storage.uploads.keysOf(client.project.id, `${bucket}.t`),
        (keys) => keys.length === 1,
      );
      expect(await storage.uploads.keysOf(client.project.id, `${bucket}.t`)).toEqual([left.replace('-1-0', '-2-0')]);
      expect(await client.versions(`${bucket}.t`)).toHaveLength(1);
    });

    it('does not take it up for ever', async () => {
      const bucket = await client.bucket('deadly');
      const dataFileId = await client.uploads.file(client.project.id, 'a\n1\n');
      const id = (await others.newId()) as StorageJobId;
      await restart(async () => {
        await others.append('storage-jobs', client.project.id, 'StorageJobCreated', aLoad(id, bucket, 't', dataFileId));
        for (const attempt of [1, 2, 3]) {
          const report = { storageJobId: id, attempt, executor: EXECUTOR };
          await others.append('storage-jobs', client.project.id, 'StorageAttemptStarted', report);
          if (attempt < 3)
            await others.append('storage-jobs', client.project.id, 'StorageAttemptLost', { ...report, reason: 'returned' });
        }
      });
      expect(await ended(id)).toMatchObject({ status: 'error', error: { code: 'storage.jobs.interrupted' } });
    });
  });

  describe('in the middle of a load of a million rows', () => {
    let dataFileId: number;

    beforeAll(async () => {
      const rows = Array.from({ length: 1_000_000 }, (_, index) => `${index},${'x'.repeat(40)}`).join('\n');
      dataFileId = await client.uploads.file(client.project.id, `id,text\n${rows}\n`);
    });

    const running = async (bucket: string): Promise<StorageJobId> => {
      const id = (await others.newId()) as StorageJobId;
      await others.append('storage-jobs', client.project.id, 'StorageJobCreated', aLoad(id, bucket, 'big', dataFileId, ['id']));
      await eventually(
        () => others.storageJob(client.project.id, id),
        (storageJob) => storageJob?.state.phase === 'running',
      );
      return id;
    };

    it('that is stopped gives it back at once, and goes on in its next life', async () => {
      const id = await running(await client.bucket('stopped'));
      await restart(async () => {
        expect(await others.storageJob(client.project.id, id)).toMatchObject({ state: { phase: 'candidate' }, attempts: 1 });
      });
      expect(await ended(id)).toMatchObject({ status: 'success', results: { rowsCount: 1_000_000 } });
    });

    it('makes no table of it when its bucket is deleted meanwhile', async () => {
      const bucket = await client.bucket('vanishing');
      const id = await running(bucket);
      expect((await client.delete(`buckets/${bucket}?force=1`)).status).toBe(204);
      expect(await ended(id)).toMatchObject({ status: 'error', error: { code: 'storage.buckets.notFound' } });
      expect((await client.get(`tables/${bucket}.big`)).status).toBe(404);
      await eventually(
        () => storage.uploads.keysOf(client.project.id, `${bucket}.big`),
        ({ length }) => length === 0,
      );
    });
  });

  it('ends a load in error whose file is deleted before it begins', async () => {
    const bucket = await client.bucket('fileless');
    const dataFileId = await client.uploads.file(client.project.id, 'a\n1\n');
    await client.uploads.delete(client.project.id, dataFileId);
    const id = (await others.newId()) as StorageJobId;
    await others.append('storage-jobs', client.project.id, 'StorageJobCreated', aLoad(id, bucket, 't', dataFileId));
    expect(await ended(id)).toMatchObject({ status: 'error', error: { code: 'storage.files.notFound' } });
  });

  it('tries a fault of ours again, then ends the storage job with an exception id and no word about the machine', async () => {
    const bucket = await client.bucket('damaged');
    await client.table(bucket, 't', 'a\n1\n');
    const [key = ''] = await storage.uploads.keysOf(client.project.id, `${bucket}.t`);
    await storage.uploads.blobs.put(key, Buffer.from('not Parquet'));
    const job = await client.ended(await client.post(`tables/${bucket}.t/export-async`, {}));
    expect(job).toMatchObject({
      status: 'error',
      error: { code: 'storage.internalError', exceptionId: expect.stringMatching(/^exception-/) as unknown },
    });
    expect(job.error?.message).not.toContain('/');
  });

  describe('given the output of a job', () => {
    /** Parquet as a worker puts it below the table's prefix. */
    const output = async (jobId: JobId, table: string, csv: string): Promise<TableFile[]> => {
      const folder = await mkdtemp(join(tmpdir(), 'output-'));
      const file = join(folder, 'in.csv');
      await writeFile(file, csv);
      const limits = { threads: 1, memoryLimitBytes: 256 * 1024 * 1024, tempDir: join(folder, 'spill') };
      const written = await importCsv({
        files: [file],
        columns: { from: 'header' },
        dialect: RFC_4180,
        primaryKey: [],
        outDir: join(folder, 'out'),
        limits,
      });
      const stored: TableFile[] = [];
      for (const [part, { path, rows }] of written.files.entries()) {
        const { key, bytes } = await storage.uploads.blobs.putFile(
          `tables/${client.project.id}/${table}/job-${jobId}-1-0-${part}.parquet`,
          path,
        );
        stored.push({ key, rows, bytes });
      }
      await rm(folder, { recursive: true, force: true });
      return stored;
    };

    const anOutput = async (
      jobId: JobId,
      bucketId: string,
      name: string,
      csv: string,
      primaryKey: string[] | null = null,
    ): Promise<DataOf<'StorageJobCreated'>> => ({
      storageJobId: (await others.newId()) as StorageJobId,
      operation: 'tableCreate',
      tableId: `${bucketId}.${name}` as TableId,
      writes: true,
      task: {
        type: 'load',
        target: { bucketId: bucketId as BucketId, name, displayName: name, primaryKey },
        create: false,
        source: {
          type: 'output',
          columns: csv.slice(0, csv.indexOf('\n')).split(','),
          files: await output(jobId, `${bucketId}.${name}`, csv),
        },
      },
      operationParams: { inline: {} },
      runId: jobId,
      cause: { jobId, attempt: 1, output: 0 },
    });

    it('makes its bucket and its table of the very files that the worker wrote', async () => {
      const jobId = await others.runningJob(client.project.id, WORKER);
      const data = await anOutput(jobId, 'out.c-result', 't', 'n\n1\n2\n');
      await others.append('worker', client.project.id, 'StorageJobCreated', data);
      expect(await ended(data.storageJobId)).toMatchObject({ status: 'success', runId: jobId });
      expect((await client.get('buckets/out.c-result')).body).toMatchObject({
        stage: 'out',
        displayName: 'result',
        rowsCount: 2,
      });
      expect(await client.preview('out.c-result.t')).toBe('"n"\n"1"\n"2"\n');
      expect(await storage.uploads.keysOf(client.project.id, 'out.c-result.t')).toEqual([
        `tables/${client.project.id}/out.c-result.t/job-${jobId}-1-0-0.parquet`,
      ]);
    });

    it('keeps the last of rows with the same key, and not the files with all of them', async () => {
      const jobId = await others.runningJob(client.project.id, WORKER);
      const data = await anOutput(jobId, 'out.c-keyed', 't', 'id,v\n1,a\n2,b\n1,c\n', ['id']);
      await others.append('worker', client.project.id, 'StorageJobCreated', data);
      await ended(data.storageJobId);
      expect(await client.preview('out.c-keyed.t', '?orderBy[0][column]=id')).toBe('"id","v"\n"1","c"\n"2","b"\n');
      const keys = await eventually(
        () => storage.uploads.keysOf(client.project.id, 'out.c-keyed.t'),
        ({ length }) => length === 1,
      );
      expect(keys[0]).toContain(`sj-${data.storageJobId}-1-0`);
    });

    it('makes nothing of it once the attempt is not current, and the bytes go', async () => {
      const jobId = await others.runningJob(client.project.id, WORKER);
      const data = await anOutput(jobId, 'out.c-late', 't', 'n\n1\n');
      await others.append('worker', client.project.id, 'AttemptLost', { jobId, attempt: 1, worker: WORKER, reason: 'returned' });
      const { verdict } = await others.append('worker', client.project.id, 'StorageJobCreated', data);
      expect(verdict).toMatchObject({ effective: false, reason: 'notCurrent' });
      expect((await client.get(`jobs/${data.storageJobId}`)).status).toBe(404);
      expect((await client.get('tables/out.c-late.t')).status).toBe(404);
    });

    it('ends it with the attempt that it belongs to, and its bytes go', async () => {
      const bucket = await client.bucket('held', 'out');
      await client.table(bucket, 't', 'n\n0\n');
      const jobId = await others.runningJob(client.project.id, WORKER);
      // A writer that is ahead and never ends keeps the output waiting until the attempt is lost.
      const ahead = (await others.newId()) as StorageJobId;
      const file = await client.uploads.file(client.project.id, 'n\n9\n');
      const data = await anOutput(jobId, bucket, 't', 'n\n1\n');
      await restart(async () => {
        await others.append('storage-jobs', client.project.id, 'StorageJobCreated', aLoad(ahead, bucket, 't', file));
        await others.append('storage-jobs', client.project.id, 'StorageAttemptStarted', {
          storageJobId: ahead,
          attempt: 1,
          executor: ANOTHER,
        });
        await others.append('worker', client.project.id, 'StorageJobCreated', data);
      });
      await others.append('worker', client.project.id, 'AttemptLost', { jobId, attempt: 1, worker: WORKER, reason: 'returned' });
      expect(await ended(data.storageJobId)).toMatchObject({ status: 'error', error: { code: 'storage.jobs.attemptEnded' } });
      await eventually(
        () => storage.uploads.keysOf(client.project.id, `${bucket}.t`),
        (keys) => !keys.some((key) => key.includes(`job-${jobId}`)),
      );
      expect(await client.versions(`${bucket}.t`)).toHaveLength(1);
    });
  });
});
