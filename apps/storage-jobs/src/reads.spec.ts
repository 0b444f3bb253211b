import { gunzipSync } from 'node:zlib';
import { startStorage, type ShownStorageJob, type StorageClient, type StorageUnderTest } from './testing/storage-client.js';

describe('reading', () => {
  let storage: StorageUnderTest;
  let client: StorageClient;

  beforeAll(async () => {
    storage = await startStorage();
    client = await storage.newClient();
  });

  afterAll(() => storage.stop());

  it('tables gives the parts that are asked for', async () => {
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

  describe('previews gives', () => {
    let table: string;

    beforeAll(async () => {
      const bucket = await client.bucket('preview');
      table = `${bucket}.t`;
      await client.table(bucket, 't', 'id,name\n2,b\n10,"x ""y"", z"\n1,a\n');
      await client.table(bucket, 'wide', `${Array.from({ length: 31 }, (_, index) => `c${index}`).join(',')}\n`);
    });

    it('CSV with every value quoted and a line end after the last', async () => {
      const { status, headers, text } = await client.get(`tables/${table}/data-preview/`);
      expect([status, headers['content-type'], text]).toEqual([
        200,
        'text/csv',
        '"id","name"\n"2","b"\n"10","x ""y"", z"\n"1","a"\n',
      ]);
    });

    it('JSON, filtered, ordered, limited, with the columns that are asked for', async () => {
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

    it('refusals of what cannot be shown, in the shape of errors', async () => {
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

    it('the same to many at once', async () => {
      const previews = await Promise.all(Array.from({ length: 12 }, () => client.preview(table, '?columns=id&limit=1')));
      expect(new Set(previews)).toEqual(new Set(['"id"\n"2"\n']));
    });
  });

  describe('exports gives', () => {
    let table: string;

    beforeAll(async () => {
      const bucket = await client.bucket('export');
      table = `${bucket}.t`;
      await client.table(bucket, 't', 'id,name\n1,"a ""b"""\n2,c\n3,\n');
    });

    it('a sliced file without header, every value quoted', async () => {
      const { slices } = await client.exported(table);
      expect(Buffer.concat(slices).toString()).toBe('"1","a ""b"""\n"2","c"\n"3",""\n');
    });

    it('compressed slices, with filters, order, limit and columns', async () => {
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

    it('an error that names an unknown column', async () => {
      const job = await client.ended(await client.post(`tables/${table}/export-async`, { columns: ['none'] }));
      expect(job).toMatchObject({
        status: 'error',
        error: { code: 'storage.tables.columnUnknown', message: expect.stringContaining('"none"') as unknown },
      });
    });

    it('refusals of formats that there are not yet', async () => {
      expect((await client.post(`tables/${table}/export-async`, { fileType: 'parquet' })).status).toBe(501);
      expect((await client.post(`tables/${table}/export-async`, { format: 'json' })).status).toBe(501);
    });
  });

  it('storage jobs gives the newest first, in pages and by status', async () => {
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

  it('a storage job gives its parameters also when they are too large for the log', async () => {
    const bucket = await client.bucket('large');
    const columns = Array.from({ length: 4_000 }, (_, index) => `a column of some length, number ${index}`);
    const job = await client.table(bucket, 't', `${columns.map(() => 'x').join(',')}\n`, { columns });
    expect(job).toMatchObject({ status: 'success', operationParams: { params: { columns } } });
  });
});
