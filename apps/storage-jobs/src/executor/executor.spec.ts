import type { BucketId, DataOf, EventName, ExecutorId, ProjectId, StorageJobId } from '@runledger/contracts';
import type { Judged } from '@runledger/event-log';
import { eventually } from '@runledger/ledger-module/testing';
import { newBucket } from '../bucket/new-bucket.js';
import { aBucketDeletion, aTableCreation } from '../testing/loads.js';
import { ServiceLives } from '../testing/service-lives.js';
import { WorkOfOthers } from '../testing/work-of-others.js';

const EXECUTOR = 'storage-under-test' as ExecutorId;

describe('the executor', () => {
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

  const projectId = (): ProjectId => lives.client.project.id;
  /** Appends as the service itself does. */
  const append = <Name extends EventName>(type: Name, data: DataOf<Name>): Promise<Judged> =>
    others.append('storage-jobs', projectId(), type, data);
  const keysOf = (table: string): Promise<readonly string[]> => lives.client.uploads.keysOf(projectId(), table);

  describe('that was killed', () => {
    it('in the middle of a load takes it up again in its next life, and leaves nothing of the lost attempt', async () => {
      const bucket = await lives.client.bucket('killed');
      const dataFileId = await lives.client.uploads.file(projectId(), 'a\n1\n');
      const id = await others.newId<StorageJobId>();
      const left = `tables/${projectId()}/${bucket}.t/sj-${id}-1-0.parquet`;
      await lives.restart(async () => {
        await append('StorageJobCreated', aTableCreation(id, bucket, 't', dataFileId));
        await append('StorageAttemptStarted', { storageJobId: id, attempt: 1, executor: EXECUTOR });
        await lives.client.uploads.blobs.put(left, Buffer.from('all that it wrote'));
      });
      expect(await lives.client.endOf(id)).toMatchObject({ status: 'success', results: { version: 1, rowsCount: 1 } });
      const keys = await eventually(
        () => keysOf(`${bucket}.t`),
        ({ length }) => length === 1,
      );
      expect(keys).toEqual([left.replace('-1-0', '-2-0')]);
      expect(await lives.client.versions(`${bucket}.t`)).toHaveLength(1);
    });

    it('by the same load each time does not take it up for ever', async () => {
      const bucket = await lives.client.bucket('deadly');
      const dataFileId = await lives.client.uploads.file(projectId(), 'a\n1\n');
      const id = await others.newId<StorageJobId>();
      await lives.restart(async () => {
        await append('StorageJobCreated', aTableCreation(id, bucket, 't', dataFileId));
        for (const attempt of [1, 2, 3]) {
          const report = { storageJobId: id, attempt, executor: EXECUTOR };
          await append('StorageAttemptStarted', report);
          if (attempt < 3) await append('StorageAttemptLost', { ...report, reason: 'returned' });
        }
      });
      expect(await lives.client.endOf(id)).toMatchObject({ status: 'error', error: { code: 'storage.jobs.interrupted' } });
    });

    it('right after it deleted a bucket does not delete the one that was made in its place', async () => {
      const bucket = await lives.client.bucket('again');
      const id = await others.newId<StorageJobId>();
      const bucketId = bucket as BucketId;
      await lives.restart(async () => {
        await append('StorageJobCreated', aBucketDeletion(id, bucket));
        await append('StorageAttemptStarted', { storageJobId: id, attempt: 1, executor: EXECUTOR });
        await append('BucketDeleted', { bucketId, force: true });
        await append('BucketCreated', newBucket(bucketId, 'in', { description: 'the new one' }));
      });
      expect(await lives.client.endOf(id)).toMatchObject({ status: 'success', operationName: 'bucketDelete' });
      expect((await lives.client.get(`buckets/${bucket}`)).body).toMatchObject({ description: 'the new one' });
    });
  });

  describe('in the middle of a load of a million rows', () => {
    let dataFileId: number;

    beforeAll(async () => {
      const rows = Array.from({ length: 1_000_000 }, (_, index) => `${index},${'x'.repeat(40)}`).join('\n');
      dataFileId = await lives.client.uploads.file(projectId(), `id,text\n${rows}\n`);
    });

    const running = async (bucket: string): Promise<StorageJobId> => {
      const id = await others.newId<StorageJobId>();
      await append('StorageJobCreated', aTableCreation(id, bucket, 'big', dataFileId, ['id']));
      await eventually(
        () => others.storageJob(projectId(), id),
        (storageJob) => storageJob?.state.phase === 'running',
      );
      return id;
    };

    it('that is stopped gives it back at once, and goes on in its next life', async () => {
      const id = await running(await lives.client.bucket('stopped'));
      await lives.restart(async () => {
        expect(await others.storageJob(projectId(), id)).toMatchObject({ state: { phase: 'candidate' }, attempts: 1 });
      });
      expect(await lives.client.endOf(id)).toMatchObject({ status: 'success', results: { rowsCount: 1_000_000 } });
    });

    it('makes no table of it when its bucket is deleted meanwhile, and keeps no bytes', async () => {
      const bucket = await lives.client.bucket('vanishing');
      const id = await running(bucket);
      expect((await lives.client.delete(`buckets/${bucket}?force=1`)).status).toBe(204);
      expect(await lives.client.endOf(id)).toMatchObject({ status: 'error', error: { code: 'storage.buckets.notFound' } });
      expect((await lives.client.get(`tables/${bucket}.big`)).status).toBe(404);
      await eventually(
        () => keysOf(`${bucket}.big`),
        ({ length }) => length === 0,
      );
    });
  });

  it('ends a load in error whose file is deleted before it begins', async () => {
    const bucket = await lives.client.bucket('fileless');
    const dataFileId = await lives.client.uploads.file(projectId(), 'a\n1\n');
    await lives.client.uploads.delete(projectId(), dataFileId);
    const id = await others.newId<StorageJobId>();
    await append('StorageJobCreated', aTableCreation(id, bucket, 't', dataFileId));
    expect(await lives.client.endOf(id)).toMatchObject({ status: 'error', error: { code: 'storage.files.notFound' } });
  });

  it('tries a fault of ours again, then ends in error with an exception id and no word about the machine', async () => {
    const bucket = await lives.client.bucket('damaged');
    await lives.client.table(bucket, 't', 'a\n1\n');
    const [key = ''] = await keysOf(`${bucket}.t`);
    await lives.client.uploads.blobs.put(key, Buffer.from('not Parquet'));
    const job = await lives.client.ended(await lives.client.post(`tables/${bucket}.t/export-async`, {}));
    const exceptionId: unknown = expect.stringMatching(/^exception-/);
    expect(job).toMatchObject({ status: 'error', error: { code: 'storage.internalError', exceptionId } });
    expect(job.error?.message).not.toContain('/');
  });
});
