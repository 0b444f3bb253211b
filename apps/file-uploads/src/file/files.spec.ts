import { createProject } from '@runledger/ledger-module/testing';
import { FilesUnderTest } from '../testing/files-under-test.js';

let files: FilesUnderTest;

beforeAll(async () => {
  files = await FilesUnderTest.start();
});
afterAll(() => files.stop());

const idsOf = (listed: readonly { readonly id: number }[]): readonly number[] => listed.map(({ id }) => id);

describe('a prepared file', () => {
  it('is announced by a form, and shows what was said about it', async () => {
    const form =
      'isPublic=0&isPermanent=0&isEncrypted=1&isSliced=0&notify=0&name=fooBar.csv&tags[]=a&tags[]=b&sizeBytes=6&federationToken=1';
    const created = await files.json<Record<string, unknown>>(201, 'POST', '/v2/storage/files/prepare', {
      form,
      headers: { 'x-kbc-runid': '7.8' },
    });
    expect(created).toMatchObject({
      id: expect.any(Number) as unknown,
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/) as unknown,
      name: 'fooBar.csv',
      fileType: 'standard',
      provider: 'azure',
      region: expect.any(String) as unknown,
      isPublic: false,
      isSliced: false,
      isEncrypted: true,
      sizeBytes: 6,
      tags: ['a', 'b'],
      maxAgeDays: 15,
      runId: '7.8',
      runIds: ['7', '7.8'],
      creatorToken: { id: expect.any(Number) as unknown, description: 'Master token' },
    });
  });

  it('is announced in JSON below a branch too, and is permanent when that is said', async () => {
    const body = { name: 'f', federationToken: true, isEncrypted: false, isPermanent: true, isPublic: true };
    const path = `/v2/storage/branch/${files.project.branchId}/files/prepare`;
    expect(await files.json(201, 'POST', path, { body })).toMatchObject({
      isEncrypted: false,
      isPublic: true,
      maxAgeDays: null,
      sizeBytes: null,
      runIds: [],
    });
  });

  it('hands out credentials only where they are asked for', async () => {
    const { file } = await files.prepare();
    const detail = await files.json<object>(200, 'GET', `/v2/storage/files/${file.id}`);
    expect(detail).toHaveProperty('url');
    for (const key of ['absPath', 'absCredentials', 'absUploadParams', 'credentials']) expect(detail).not.toHaveProperty(key);
    for (const asked of ['1', 'true', 'True']) {
      const federated = await files.json(200, 'GET', `/v2/storage/files/${file.id}?federationToken=${asked}`);
      expect(federated).toMatchObject({
        absPath: { container: expect.any(String) as unknown, name: expect.any(String) as unknown },
        absCredentials: { SASConnectionString: expect.any(String) as unknown },
      });
    }
  });

  it.each([
    ['a name', {}, 'name'],
    ['a name of one line', { name: 'a\r\nX-Header: b' }, 'name'],
    ['a size that can be', { name: 'a', sizeBytes: -1 }, 'sizeBytes'],
    ['words for yes and no', { name: 'a', isPublic: 'perhaps' }, 'isPublic'],
    ['tags that are text', { name: 'a', tags: [{}] }, 'tags'],
    ['tags that are not too long', { name: 'a', tags: ['x'.repeat(256)] }, 'ag'],
    ['a media type that fits into a header', { name: 'a', contentType: 'a\nb' }, 'contentType'],
  ])('needs %s', async (_, body, field) => {
    const answer = await files.call('POST', '/v2/storage/files/prepare', { body });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(field);
  });

  it('gets new credentials to upload by either method', async () => {
    const { file, upload } = await files.prepare();
    for (const method of ['PUT', 'POST']) {
      const fresh = await files.json<typeof file>(200, method, `/v2/storage/files/${file.id}/refresh`);
      expect(fresh.absUploadParams).toMatchObject({ container: upload.container, blobName: upload.blobName });
    }
  });
});

describe('tags', () => {
  it('are added once and taken away, and a missing one is no error', async () => {
    const { file } = await files.prepare({ tags: ['old'] });
    const tags = `/v2/storage/files/${file.id}/tags`;
    const statuses = [
      await files.call('POST', tags, { form: 'tag=new' }),
      await files.call('POST', tags, { body: { tag: 'new' } }),
      await files.call('DELETE', `${tags}/old`),
      await files.call('DELETE', `${tags}/old`),
    ].map(({ status }) => status);
    expect(statuses).toEqual([204, 204, 204, 204]);
    expect((await files.detail(file.id)).tags).toEqual(['new']);
  });

  it('that are added at the same moment are all kept', async () => {
    const { file } = await files.prepare();
    const added = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(added.map((tag) => files.call('POST', `/v2/storage/files/${file.id}/tags`, { body: { tag } })));
    expect([...(await files.detail(file.id)).tags].sort()).toEqual(added);
  });
});

describe('the list of files', () => {
  it('has the newest first, in pages, between ids', async () => {
    const run = String(await files.ledger.newId());
    const headers = { 'x-kbc-runid': run };
    const ids: number[] = [];
    for (const name of ['a', 'b', 'c']) ids.push((await files.prepare({ name }, { headers })).file.id);
    const [oldest = 0, middle = 0, newest = 0] = ids;
    expect(idsOf(await files.list(`runId=${run}`))).toEqual([newest, middle, oldest]);
    expect(idsOf(await files.list(`runId=${run}&limit=1&offset=1`))).toEqual([middle]);
    expect(idsOf(await files.list(`runId=${run}&sinceId=${oldest}&maxId=${newest}`))).toEqual([middle]);
    expect(await files.list(`runId=${run.slice(0, -1)}`)).toEqual([]);
  });

  it('finds any of the tags, all terms of a query, and names with wildcards', async () => {
    const mark = `mark-${await files.ledger.newId()}`;
    const flights = (await files.prepare({ name: 'flights 2k.csv', tags: [mark, 'json'] })).file.id;
    const airports = (await files.prepare({ name: 'airports.csv', tags: [mark, 'csv'] })).file.id;
    const q = (text: string) => files.list(`q=${encodeURIComponent(text)}`).then(idsOf);
    expect(idsOf(await files.list(`tags[]=${mark}`))).toEqual([airports, flights]);
    expect(idsOf(await files.list('tags[]=json&tags[]=csv&limit=2'))).toEqual([airports, flights]);
    expect(await q(`tags:"${mark}" AND tags:"csv"`)).toEqual([airports]);
    expect(await q(`+tags:${mark} +name:"flights*.csv"`)).toEqual([flights]);
    expect(await q(`tags:${mark} AND name:f*2k*`)).toEqual([flights]);
    expect(await q(`tags:${mark} port`)).toEqual([airports]);
    expect(await q(`id:${airports}`)).toEqual([airports]);
  });

  it('refuses a query that it does not understand, naming the place', async () => {
    const answer = await files.call('GET', '/v2/storage/files?q=size:3');
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({
      code: 'storage.files.queryInvalid',
      error: expect.stringContaining('"size"') as unknown,
    });
  });

  it('shows at once what was uploaded, and nothing that was deleted', async () => {
    const { file } = await files.uploaded('fooBar');
    expect((await files.list(`q=id:${file.id}`))[0]).toMatchObject({ sizeBytes: 6 });
    expect((await files.call('DELETE', `/v2/storage/files/${file.id}`)).status).toBe(204);
    expect(await files.list(`q=id:${file.id}`)).toEqual([]);
  });
});

describe('who may', () => {
  const seen = async (id: number, token: string) => (await files.call('GET', `/v2/storage/files/${id}`, { token })).status;

  it('see a file: its own token, one that sees all, and no other', async () => {
    const [own, other, reader] = [await files.token(), await files.token(), await files.token({ canReadAllFileUploads: true })];
    const { file } = await files.prepare({}, { token: own });
    expect([
      await seen(file.id, own),
      await seen(file.id, reader),
      await seen(file.id, files.project.token),
      await seen(file.id, other),
    ]).toEqual([200, 200, 200, 404]);
    expect(idsOf(await files.list(`q=id:${file.id}`, { token: reader }))).toEqual([file.id]);
    expect(await files.list(`q=id:${file.id}`, { token: other })).toEqual([]);
  });

  it('change a file: its own token and a master token, not one that only reads', async () => {
    const [own, reader] = [await files.token(), await files.token({ canReadAllFileUploads: true })];
    const { file } = await files.prepare({}, { token: own });
    const change = async (token: string) =>
      (await files.call('POST', `/v2/storage/files/${file.id}/tags`, { token, body: { tag: 'x' } })).status;
    expect([await change(reader), await change(own), await change(files.project.token)]).toEqual([403, 204, 204]);
    expect((await files.call('PUT', `/v2/storage/files/${file.id}/refresh`, { token: reader })).status).toBe(403);
    expect((await files.call('DELETE', `/v2/storage/files/${file.id}`, { token: reader })).status).toBe(403);
  });

  it('see a file of another project: nobody, as if it were not there', async () => {
    const stranger = await createProject();
    const { file } = await files.prepare();
    const path = `/v2/storage/files/${file.id}`;
    for (const [method, suffix] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/refresh'],
      ['DELETE', '/tags/x'],
    ] as const) {
      const answer = await files.call(method, `${path}${suffix}`, { token: stranger.token });
      expect([answer.status, JSON.parse(answer.text)]).toMatchObject([
        404,
        { code: 'storage.files.notFound', error: `File with id "${file.id}" was not found` },
      ]);
    }
    expect(await files.list('', { token: stranger.token })).toEqual([]);
    expect(await seen(file.id, files.project.token)).toBe(200);
  });

  it.each(['0', 'abc', '-1', '1e3', '9'.repeat(40), '9'.repeat(499)])('see a file by the id %s: nobody', async (id) => {
    const answer = await files.call('GET', `/v2/storage/files/${id}`);
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([404, { code: 'storage.files.notFound' }]);
  });

  it('ask without a token: nobody', async () => {
    expect(await files.call('GET', '/v2/storage/files', { token: '' })).toEqual({
      status: 401,
      text: '{"error":"Access token must be set"}',
    });
  });
});
