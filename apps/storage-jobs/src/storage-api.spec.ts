import { gunzipSync } from 'node:zlib';
import { startStorage, type ShownStorageJob, type StorageClient, type StorageUnderTest } from './testing/storage-client.js';

describe('the Storage API', () => {
  let storage: StorageUnderTest;
  let client: StorageClient;

  beforeAll(async () => {
    storage = await startStorage();
    client = await storage.newClient();
  });

  afterAll(() => storage.stop());

  const idsIn = (body: unknown): readonly string[] => (body as readonly { readonly id: string }[]).map(({ id }) => id);

  describe('shows buckets', () => {
    it('the same after their creation, in the list and alone', async () => {
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

    it('with rows and bytes of their tables', async () => {
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

    it('and refuses to make one twice, with a name of other characters or in another stage', async () => {
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

    it('and says in the words that clients look for that there is none', async () => {
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

  describe('deletes', () => {
    it('an empty bucket at once, and one with tables only by force', async () => {
      const bucket = await client.bucket('doomed');
      await client.table(bucket, 't', 'a\n1\n');
      expect((await client.delete(`buckets/${bucket}?force=False`)).body).toMatchObject({ code: 'storage.buckets.notEmpty' });
      expect((await client.delete(`buckets/${bucket}?force=1`)).status).toBe(204);
      expect((await client.get(`tables/${bucket}.t`)).status).toBe(404);
      expect((await client.delete(`buckets/${bucket}`)).status).toBe(404);
    });

    it('a bucket by a storage job, as one client asks for it', async () => {
      const bucket = await client.bucket('async');
      const job = await client.ended(await client.delete(`buckets/${bucket}?force=True&async=True`));
      expect(job).toMatchObject({ status: 'success', operationName: 'bucketDelete', results: null });
      expect((await client.get(`buckets/${bucket}`)).status).toBe(404);
    });

    it('a table at once with an empty answer, or by a storage job', async () => {
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

  it('lists tables with the parts that are asked for', async () => {
    const bucket = await client.bucket('parts');
    await client.table(bucket, 't', 'a,b\n1,2\n');
    const [plain] = (await client.get(`buckets/${bucket}/tables`)).body as readonly object[];
    expect(plain).toMatchObject({ id: 'in.c-parts.t', rowsCount: 1, metadata: [], isTyped: false });
    expect(plain).not.toHaveProperty('columns');
    expect(plain).not.toHaveProperty('bucket');
    const listed = (await client.get('tables?include=buckets,columns')).body as readonly { id: string }[];
    expect(listed.find(({ id }) => id === 'in.c-parts.t')).toMatchObject({ columns: ['a', 'b'], bucket: { id: bucket } });
    expect((await client.get('tables/in.c-parts.t')).body).toMatchObject({
      columns: ['a', 'b'],
      bucket: { id: bucket },
      primaryKey: [],
    });
  });

  describe('previews', () => {
    let table: string;

    beforeAll(async () => {
      const bucket = await client.bucket('preview');
      table = `${bucket}.t`;
      await client.table(bucket, 't', 'id,name\n2,b\n10,"x ""y"", z"\n1,a\n');
      await client.table(bucket, 'wide', `${Array.from({ length: 31 }, (_, index) => `c${index}`).join(',')}\n`);
    });

    it('as CSV with every value quoted and a line end after the last', async () => {
      const { status, headers, text } = await client.get(`tables/${table}/data-preview/`);
      expect([status, headers['content-type'], text]).toEqual([
        200,
        'text/csv',
        '"id","name"\n"2","b"\n"10","x ""y"", z"\n"1","a"\n',
      ]);
    });

    it('as JSON, filtered, ordered, limited, with the columns that are asked for', async () => {
      const query =
        'format=json&limit=1&columns=name&orderBy[0][column]=id&orderBy[0][order]=DESC&orderBy[0][dataType]=INTEGER&whereFilters[0][column]=id&whereFilters[0][operator]=lt&whereFilters[0][values][]=5&whereFilters[0][dataType]=INTEGER';
      const { headers, body } = await client.get(`tables/${table}/data-preview?${query}`);
      expect([headers['content-type'], body]).toEqual([
        'application/json',
        { columns: ['name'], rows: [[{ columnName: 'name', value: 'b', isTruncated: false }]] },
      ]);
      expect(await client.preview(table, '?whereColumn=id&whereValues[]=1&whereValues[]=2&whereOperator=ne&columns=id')).toBe(
        '"id"\n"10"\n',
      );
    });

    it('and refuses what it cannot show, in the shape of errors', async () => {
      const codeOf = async (query: string): Promise<unknown> =>
        ((await client.get(`tables/${query}`)).body as { code: string }).code;
      expect(await codeOf('in.c-preview.wide/data-preview')).toBe('storage.maxNumberOfColumnsExceed');
      expect(await client.preview('in.c-preview.wide', '?columns=c30,c0')).toBe('"c30","c0"\n');
      expect(await codeOf(`${table}/data-preview?columns=none`)).toBe('storage.tables.columnUnknown');
      expect(await codeOf(`${table}/data-preview?limit=1001`)).toBe('validation.failed');
      expect(await codeOf(`${table}/data-preview?whereValues[]=1`)).toBe('storage.tables.validation.whereColumn');
      expect(await codeOf(`${table}/data-preview?changedSince=-2+days`)).toBe('storage.notImplemented');
      expect(await codeOf('in.c-preview.none/data-preview')).toBe('storage.tables.notFound');
    });

    it('many at once', async () => {
      const previews = await Promise.all(Array.from({ length: 12 }, () => client.preview(table, '?columns=id&limit=1')));
      expect(new Set(previews)).toEqual(new Set(['"id"\n"2"\n']));
    });
  });

  describe('exports', () => {
    let table: string;

    beforeAll(async () => {
      const bucket = await client.bucket('export');
      table = `${bucket}.t`;
      await client.table(bucket, 't', 'id,name\n1,"a ""b"""\n2,c\n3,\n');
    });

    it('into a sliced file without header, every value quoted', async () => {
      const { slices } = await client.exported(table);
      expect(Buffer.concat(slices).toString()).toBe('"1","a ""b"""\n"2","c"\n"3",""\n');
    });

    it('compressed, with filters, order, limit and columns', async () => {
      const { slices } = await client.exported(table, {
        gzip: 1,
        columns: 'name,id',
        limit: 1,
        orderBy: [{ column: 'id', order: 'DESC' }],
        whereColumn: 'name',
        whereValues: [''],
        whereOperator: 'ne',
      });
      expect(gunzipSync(Buffer.concat(slices)).toString()).toBe('"c","2"\n');
    });

    it('that an unknown column is asked of end in error naming it', async () => {
      const job = await client.ended(await client.post(`tables/${table}/export-async`, { columns: ['none'] }));
      expect(job).toMatchObject({
        status: 'error',
        error: { code: 'storage.tables.columnUnknown', message: expect.stringContaining('"none"') as unknown },
      });
    });

    it('and refuses formats that it does not have', async () => {
      expect((await client.post(`tables/${table}/export-async`, { fileType: 'parquet' })).status).toBe(501);
      expect((await client.post(`tables/${table}/export-async`, { format: 'json' })).status).toBe(501);
    });
  });

  it('lists storage jobs newest first, in pages and by status', async () => {
    const fresh = await storage.newClient();
    const bucket = await fresh.bucket('jobs');
    const first = await fresh.table(bucket, 'a', 'a\n1\n');
    const second = await fresh.table(bucket, 'b', 'a\n1,2\n');
    const third = await fresh.table(bucket, 'c', 'a\n1\n');
    const list = async (query: string): Promise<readonly number[]> =>
      ((await fresh.get(`jobs?${query}`)).body as readonly ShownStorageJob[]).map(({ id }) => id);
    expect(await list('')).toEqual([third.id, second.id, first.id]);
    expect(await list('limit=1&offset=1')).toEqual([second.id]);
    expect(await list('storage_job_status[]=error')).toEqual([second.id]);
    expect(await list('excluded_storage_job_status[]=error')).toEqual([third.id, first.id]);
    expect((await client.get(`jobs/${first.id}`)).body).toMatchObject({ code: 'storage.jobs.notFound' });
    expect((await fresh.get(`branch/default/jobs/${first.id}`)).status).toBe(404);
  });

  it('shows parameters that are too large for the log in the detail of their storage job', async () => {
    const bucket = await client.bucket('large');
    const columns = Array.from({ length: 4_000 }, (_, index) => `a column of some length, number ${index}`);
    const job = await client.table(bucket, 't', `${columns.map(() => 'x').join(',')}\n`, { columns });
    expect(job).toMatchObject({ status: 'success', operationParams: { params: { columns } } });
  });

  describe('lets a limited token', () => {
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

  it("shows nothing of another project's", async () => {
    const bucket = await client.bucket('mine');
    await client.table(bucket, 't', 'a\n1\n');
    const stranger = await storage.newClient();
    for (const path of [`buckets/${bucket}`, `tables/${bucket}.t`, `tables/${bucket}.t/data-preview`])
      expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.get('buckets')).body).toEqual([]);
  });
});
