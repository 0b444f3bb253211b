import { gzipSync } from 'node:zlib';
import { startStorage, type StorageClient, type StorageUnderTest } from '../testing/storage-client.js';

describe('loads of tables', () => {
  let storage: StorageUnderTest;
  let client: StorageClient;
  let bucket: string;

  beforeAll(async () => {
    storage = await startStorage();
    client = await storage.newClient();
    bucket = await client.bucket('main');
  });

  afterAll(() => storage.stop());

  const refusalOf = async (
    name: string,
    csv: string | Uint8Array,
    fields: object = {},
  ): Promise<{ readonly code: string; readonly message: string }> => {
    const { error } = await client.table(bucket, name, csv, fields);
    const { status } = await client.get(`tables/${bucket}.${name}`);
    expect(status).toBe(404);
    return error ?? { code: '', message: '' };
  };

  describe('that create a table', () => {
    it('answer the ended storage job at once, with the table as its result', async () => {
      const dataFileId = await client.uploads.file(client.project.id, 'id,name\n1,"a ""b"""\n2,c\n');
      const { status, body } = await client.post(`buckets/${bucket}/tables-async`, {
        name: 'users',
        dataFileId,
        primaryKey: 'id',
      });
      expect([status, body]).toEqual([
        202,
        expect.objectContaining({
          status: 'success',
          tableId: 'in.c-main.users',
          operationName: 'tableCreate',
          operationParams: expect.objectContaining({ source: { type: 'file', fileId: dataFileId } }) as unknown,
          results: expect.objectContaining({
            id: 'in.c-main.users',
            columns: ['id', 'name'],
            primaryKey: ['id'],
            rowsCount: 2,
          }) as unknown,
          metrics: expect.objectContaining({ inBytes: 24, inCompressed: false }) as unknown,
          creatorToken: { id: expect.any(String) as unknown, description: 'Master token' },
        }),
      ]);
      expect((await client.get(`jobs/${(body as { id: number }).id}`)).body).toEqual(body);
      expect(await client.preview('in.c-main.users')).toBe('"id","name"\n"1","a ""b"""\n"2","c"\n');
    });

    it('accept a form, the branch form of the path, and a tab written with two characters', async () => {
      const dataFileId = await client.uploads.file(client.project.id, 'a\tb\n1\t2\n');
      const form = `name=tabs&dataFileId=${dataFileId}&delimiter=%5Ct&enclosure=%22&escapedBy=`;
      const answer = await client.post(`branch/default/buckets/${bucket}/tables-async`, form, {
        'content-type': 'application/x-www-form-urlencoded',
      });
      expect(await client.ended(answer)).toMatchObject({ status: 'success', results: { columns: ['a', 'b'] } });
    });

    it('read gzipped files, and slices without header in the order of their names', async () => {
      const gzipped = await client.table(bucket, 'gzipped', gzipSync('a\n1\n'));
      expect(gzipped).toMatchObject({ status: 'success', metrics: { inCompressed: true } });
      const slices = Array.from({ length: 12 }, (_, index) => `${index}\n`);
      const dataFileId = await client.uploads.sliced(client.project.id, slices);
      const sliced = await client.createTable(bucket, { name: 'sliced', dataFileId, columns: ['n'] });
      expect(sliced).toMatchObject({ status: 'success', results: { rowsCount: 12 } });
      expect(await client.preview(`${bucket}.sliced`)).toBe(`"n"\n${slices.map((slice) => `"${slice.trim()}"\n`).join('')}`);
    });

    it('keep the last of rows with the same key', async () => {
      await client.table(bucket, 'keyed', 'id,v\n1,first\n2,x\n1,last\n', { primaryKey: 'id' });
      expect(await client.preview(`${bucket}.keyed`, '?orderBy[0][column]=id')).toBe('"id","v"\n"1","last"\n"2","x"\n');
    });

    it.each([
      ['ragged', 'a,b\n1,2\n3\n', 'csvRowRagged', /Line 3, column 2/],
      ['duplicate', 'a,b,a\n1,2,3\n', 'csvHeaderInvalid', /column 3/i],
      ['nameless', 'a,,c\n1,2,3\n', 'csvHeaderInvalid', /column 2/i],
      ['latin', Buffer.from('a,b\n1,\xe9\n', 'latin1'), 'csvNotUtf8', /Line 2, column 2/],
      ['void', '', 'csvEmpty', /./],
    ])('of a CSV that is %s end in error with the place, and there is no table', async (name, csv, code, place) => {
      const { code: given, message } = await refusalOf(name, csv);
      expect(given).toBe(`storage.tables.${code}`);
      expect(message).toMatch(place);
    });

    it('with a primary key that the file lacks end in error', async () => {
      expect(await refusalOf('keyless', 'a\n1\n', { primaryKey: 'id' })).toMatchObject({
        message: expect.stringContaining('"id"') as unknown,
      });
    });

    it('of a file that nothing was uploaded to end in error', async () => {
      const { id } = await client.uploads.prepare(client.project.id, false);
      expect(await client.createTable(bucket, { name: 'early', dataFileId: Number(id) })).toMatchObject({
        status: 'error',
        error: { code: 'storage.files.notUploaded' },
      });
    });

    it('refuse at once what can be seen at once', async () => {
      const dataFileId = await client.uploads.file(client.project.id, 'a\n1\n');
      const refusal = async (path: string, body: object): Promise<unknown> => {
        const { status, body: answer } = await client.post(path, body);
        return [status, (answer as { code: string }).code];
      };
      const path = `buckets/${bucket}/tables-async`;
      await client.table(bucket, 'taken', 'a\n1\n');
      expect(await refusal(path, { name: 'taken', dataFileId })).toEqual([400, 'storage.tables.alreadyExists']);
      expect(await refusal(path, { name: 'x' })).toEqual([400, 'storage.tables.validation.dataFileId']);
      expect(await refusal(path, { name: 'a/b', dataFileId })).toEqual([400, 'validation.failed']);
      expect(await refusal(path, { name: 'x', dataFileId, enclosure: '"', escapedBy: '\\' })).toEqual([
        400,
        'storage.tables.validation.escapedBy',
      ]);
      expect(await refusal(path, { name: 'x', dataFileId, withoutHeaders: 1 })).toEqual([
        400,
        'storage.tables.validation.columns',
      ]);
      expect(await refusal(path, { name: 'x', dataFileId: 999_999_999 })).toEqual([404, 'storage.files.notFound']);
      expect(
        await refusal(path, {
          name: 'x',
          dataFileId,
          columns: Array.from({ length: 20_000 }, (_, index) => `column number ${index}`),
        }),
      ).toEqual([400, 'storage.jobs.tooLarge']);
      expect(await refusal('buckets/in.c-none/tables-async', { name: 'x', dataFileId })).toEqual([
        404,
        'storage.buckets.notFound',
      ]);
      expect(await refusal(path, { name: 'x', snapshotId: 1 })).toEqual([501, 'storage.notImplemented']);
    });

    it('by many clients at once under one name make one table', async () => {
      const outcomes = await Promise.all(
        ['1', '2', '3', '4'].map(async (value) => {
          const dataFileId = await client.uploads.file(client.project.id, `a\n${value}\n`);
          const answer = await client.post(`buckets/${bucket}/tables-async`, { name: 'contended', dataFileId });
          return answer.status === 202 ? (await client.ended(answer)).status : 'refused';
        }),
      );
      expect(outcomes.filter((outcome) => outcome === 'success')).toHaveLength(1);
      expect(await client.versions(`${bucket}.contended`)).toHaveLength(1);
    });
  });

  describe('into a table', () => {
    it('replace its content, add new columns, and make the next version', async () => {
      await client.table(bucket, 'growing', 'id,v\n1,a\n2,b\n');
      const job = await client.load(`${bucket}.growing`, 'extra,v,id\nnew,c,3\n');
      expect(job).toMatchObject({
        status: 'success',
        results: {
          importedRowsCount: 1,
          totalRowsCount: 1,
          importedColumns: ['id', 'v', 'extra'],
          newColumns: ['extra'],
          version: 2,
        },
      });
      expect(await client.preview(`${bucket}.growing`)).toBe('"id","v","extra"\n"3","c","new"\n');
    });

    it('keep its primary key, and count rows before and after rows with the same key collapse', async () => {
      await client.table(bucket, 'keys', 'id\n1\n', { primaryKey: 'id' });
      expect(await client.load(`${bucket}.keys`, 'id\n5\n5\n6\n')).toMatchObject({
        results: { importedRowsCount: 3, totalRowsCount: 2 },
      });
    });

    it('that lack a column end in error naming it, and change nothing', async () => {
      await client.table(bucket, 'whole', 'id,name\n1,a\n');
      const { status, error } = await client.load(`${bucket}.whole`, 'id\n2\n');
      expect([status, error?.message]).toEqual(['error', expect.stringContaining('Missing columns: name')]);
      expect(await client.versions(`${bucket}.whole`)).toHaveLength(1);
      expect(await client.preview(`${bucket}.whole`)).toContain('"1","a"');
    });

    it('without header take the columns of the table', async () => {
      await client.table(bucket, 'headless', 'a,b\n1,2\n');
      expect(await client.load(`${bucket}.headless`, '3,4\n', { withoutHeaders: 1 })).toMatchObject({ status: 'success' });
      expect(await client.preview(`${bucket}.headless`)).toBe('"a","b"\n"3","4"\n');
    });

    it('run one after another in the order of their creation', async () => {
      await client.table(bucket, 'line', 'n\n0\n');
      const jobs = await Promise.all(['1', '2', '3', '4', '5'].map((n) => client.load(`${bucket}.line`, `n\n${n}\n`)));
      expect(jobs.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'success'));
      const byCreation = [...jobs].sort((a, b) => a.id - b.id).map(({ results }) => results?.['version']);
      expect(byCreation).toEqual([2, 3, 4, 5, 6]);
    });

    it('are refused where they would be done by half', async () => {
      await client.table(bucket, 'full', 'a\n1\n');
      const dataFileId = await client.uploads.file(client.project.id, 'a\n2\n');
      const { status, body } = await client.post(`tables/${bucket}.full/import-async`, { dataFileId, incremental: 1 });
      expect([status, body]).toEqual([
        501,
        expect.objectContaining({ code: 'storage.notImplemented', error: expect.stringContaining('incremental') as unknown }),
      ]);
    });

    it('that does not exist are not found', async () => {
      const { status, body } = await client.post(`tables/${bucket}.none/import-async`, { dataFileId: 1 });
      expect([status, body]).toEqual([404, expect.objectContaining({ code: 'storage.tables.notFound' })]);
    });
  });

  describe('are kept as versions', () => {
    it('that say what changed, by which storage job and from which file, newest first', async () => {
      const first = await client.table(bucket, 'history', 'id,v\n1,a\n2,b\n');
      const second = await client.load(`${bucket}.history`, 'id,v,w\n1,a,x\n');
      expect(await client.versions(`${bucket}.history`)).toEqual([
        expect.objectContaining({
          version: 2,
          rows: 1,
          rowsChange: -1,
          columnsAdded: ['w'],
          columnsRemoved: [],
          storageJobId: second.id,
          change: 'full',
        }),
        expect.objectContaining({
          version: 1,
          rows: 2,
          rowsChange: 2,
          columnsAdded: ['id', 'v'],
          storageJobId: first.id,
          creatorToken: expect.objectContaining({ description: 'Master token' }) as unknown,
        }),
      ]);
      expect((await client.runledger(`tables/${bucket}.history/versions?limit=1&before=2`)).body).toMatchObject({
        items: [{ version: 1 }],
      });
    });

    it('whose rows can still be looked at', async () => {
      await client.table(bucket, 'past', 'v\nold\n');
      await client.load(`${bucket}.past`, 'v\nnew\n');
      expect((await client.runledger(`tables/${bucket}.past/versions/1/preview`)).text).toBe('"v"\n"old"\n');
      expect((await client.runledger(`tables/${bucket}.past/versions/7/preview`)).body).toMatchObject({
        code: 'storage.tables.versions.notFound',
      });
    });

    it('of a table that was deleted and made again, without those of its former life', async () => {
      await client.table(bucket, 'phoenix', 'v\n1\n');
      await client.load(`${bucket}.phoenix`, 'v\n2\n');
      expect((await client.delete(`tables/${bucket}.phoenix`)).status).toBe(204);
      await client.table(bucket, 'phoenix', 'v\n3\n');
      expect(await client.versions(`${bucket}.phoenix`)).toEqual([expect.objectContaining({ version: 1 })]);
    });
  });
});
