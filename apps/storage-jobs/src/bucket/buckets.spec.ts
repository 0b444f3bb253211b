import { startStorage, type StorageClient, type StorageUnderTest } from '../testing/storage-client.js';

describe('buckets', () => {
  let storage: StorageUnderTest;
  let client: StorageClient;

  beforeAll(async () => {
    storage = await startStorage();
    client = await storage.newClient();
  });

  afterAll(() => storage.stop());

  const idsIn = (body: unknown): readonly string[] => (body as readonly { readonly id: string }[]).map(({ id }) => id);

  describe('shown to clients', () => {
    it('look the same after their creation, in the list and alone', async () => {
      const created = await client.post('buckets', { name: 'same', stage: 'in', description: 'for tests', displayName: 'Same' });
      expect([created.status, created.body]).toEqual([
        201,
        expect.objectContaining({
          id: 'in.c-same',
          name: 'c-same',
          displayName: 'Same',
          stage: 'in',
          description: 'for tests',
          backend: 'snowflake',
          attributes: [],
          idBranch: Number(client.project.branchId),
        }),
      ]);
      const detail = (await client.get('branch/default/buckets/in.c-same')).body as object;
      expect(detail).toEqual({ ...(created.body as object), tables: [] });
      expect((await client.get('buckets')).body).toContainEqual(created.body);
    });

    it('count rows and bytes of their tables', async () => {
      const bucket = await client.bucket('counted');
      await client.table(bucket, 'one', 'a\n1\n2\n');
      await client.table(bucket, 'two', 'a\n3\n');
      const { tables, ...body } = (await client.get(`buckets/${bucket}`)).body as {
        rowsCount: number;
        dataSizeBytes: number;
        tables: readonly { id: string; dataSizeBytes: number }[];
      };
      expect([idsIn(tables), body.rowsCount]).toEqual([['in.c-counted.one', 'in.c-counted.two'], 3]);
      expect(body.dataSizeBytes).toBe(tables.reduce((sum, { dataSizeBytes }) => sum + dataSizeBytes, 0));
    });

    it('are not made twice, nor with a name of other characters or in another stage', async () => {
      await client.bucket('once');
      expect((await client.post('buckets', { name: 'once', stage: 'in' })).body).toMatchObject({
        code: 'storage.buckets.alreadyExists',
      });
      const { status, body } = await client.post('buckets', { name: 'a.b', stage: 'up' });
      expect([status, body]).toEqual([
        400,
        expect.objectContaining({ error: expect.stringMatching(/"name".*"stage"/) as unknown }),
      ]);
    });

    it('are missing in the words that clients look for', async () => {
      const { status, body } = await client.get('buckets/in.c-none');
      expect([status, body]).toEqual([
        404,
        expect.objectContaining({
          code: 'storage.buckets.notFound',
          error: expect.stringContaining('bucket "in.c-none" was not found') as unknown,
        }),
      ]);
      expect((await client.get('branch/77/buckets')).status).toBe(404);
    });
  });

  describe('and their tables', () => {
    it('are deleted at once, with tables only by force', async () => {
      const bucket = await client.bucket('doomed');
      await client.table(bucket, 't', 'a\n1\n');
      expect((await client.delete(`buckets/${bucket}?force=False`)).body).toMatchObject({ code: 'storage.buckets.notEmpty' });
      expect((await client.delete(`buckets/${bucket}?force=1`)).status).toBe(204);
      expect((await client.get(`tables/${bucket}.t`)).status).toBe(404);
      expect((await client.delete(`buckets/${bucket}`)).status).toBe(404);
    });

    it('are deleted by a storage job, as one client asks for it', async () => {
      const bucket = await client.bucket('async');
      const job = await client.ended(await client.delete(`buckets/${bucket}?force=True&async=True`));
      expect(job).toMatchObject({ status: 'success', operationName: 'bucketDelete', results: null });
      expect((await client.get(`buckets/${bucket}`)).status).toBe(404);
    });

    it('leave one table at once, with an empty answer, or by a storage job', async () => {
      const bucket = await client.bucket('tables');
      await client.table(bucket, 'now', 'a\n1\n');
      await client.table(bucket, 'soon', 'a\n1\n');
      const { status, text } = await client.delete(`tables/${bucket}.now?force=1`);
      expect([status, text]).toEqual([204, '']);
      expect(await client.ended(await client.delete(`branch/default/tables/${bucket}.soon?async=1`))).toMatchObject({
        status: 'success',
        operationName: 'tableDrop',
      });
      expect((await client.get(`buckets/${bucket}/tables`)).body).toEqual([]);
    });
  });

  describe('let a limited token', () => {
    let reader: StorageClient;
    let hidden: string;

    beforeAll(async () => {
      for (const name of ['readable', 'writable', 'hidden']) await client.table(await client.bucket(name), 't', 'a\n1\n');
      hidden = 'in.c-hidden';
      reader = await client.limited({ 'in.c-readable': 'read', 'in.c-writable': 'write' });
    });

    it('see its own buckets and tables only; others are as if absent', async () => {
      expect(idsIn((await reader.get('buckets')).body)).toEqual(['in.c-readable', 'in.c-writable']);
      expect(idsIn((await reader.get('tables')).body)).toEqual(['in.c-readable.t', 'in.c-writable.t']);
      for (const path of [
        `buckets/${hidden}`,
        `tables/${hidden}.t`,
        `tables/${hidden}.t/data-preview`,
        `buckets/${hidden}/tables`,
      ])
        expect((await reader.get(path)).status).toBe(404);
      expect((await reader.runledger(`tables/${hidden}.t/versions`)).status).toBe(404);
    });

    it('see its own storage jobs and those of its buckets only', async () => {
      const jobs = (await reader.get('jobs')).body as readonly { readonly tableId: string; readonly id: number }[];
      expect(jobs.map(({ tableId }) => tableId)).toEqual(['in.c-writable.t', 'in.c-readable.t']);
      const all = (await client.get('jobs')).body as readonly { readonly tableId: string; readonly id: number }[];
      const foreign = all.find(({ tableId }) => tableId === `${hidden}.t`);
      expect((await reader.get(`jobs/${foreign?.id ?? 0}`)).status).toBe(404);
    });

    it('write where it may write, and neither delete buckets nor make them', async () => {
      const dataFileId = await client.uploads.file(client.project.id, 'a\n1\n');
      expect((await reader.post('buckets/in.c-readable/tables-async', { name: 'x', dataFileId })).body).toMatchObject({
        code: 'storage.buckets.accessDenied',
      });
      expect((await reader.post('tables/in.c-readable.t/import-async', { dataFileId })).status).toBe(403);
      expect((await reader.delete('tables/in.c-readable.t')).status).toBe(403);
      expect((await reader.delete('buckets/in.c-writable?force=1')).status).toBe(403);
      expect((await reader.post('buckets', { name: 'own', stage: 'in' })).status).toBe(403);
      expect((await reader.delete('tables/in.c-writable.t')).status).toBe(204);
    });

    it('load its own files only', async () => {
      const foreign = await client.uploads.file(client.project.id, 'a\n1\n');
      expect((await reader.post('buckets/in.c-writable/tables-async', { name: 'x', dataFileId: foreign })).body).toMatchObject({
        code: 'storage.files.notFound',
      });
    });
  });

  it('of another project are as if absent', async () => {
    const bucket = await client.bucket('mine');
    await client.table(bucket, 't', 'a\n1\n');
    const stranger = await storage.newClient();
    for (const path of [`buckets/${bucket}`, `tables/${bucket}.t`, `tables/${bucket}.t/data-preview`])
      expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.get('buckets')).body).toEqual([]);
  });
});
