import { Api, sharedConnection } from './api.js';
import { finished, runJob, transformation, TRANSFORMATION } from './job.js';

interface StorageJob {
  readonly id: number;
  readonly status: string;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Uploads bytes as a file over the blob dialect. */
const uploaded = async (api: Api, name: string, bytes: Uint8Array): Promise<number> => {
  const { body } = await api.post<{
    readonly id: number;
    readonly absUploadParams: { readonly container: string; readonly blobName: string; readonly absCredentials: { readonly SASConnectionString: string } };
  }>('/v2/storage/files/prepare', { name, sizeBytes: bytes.length, federationToken: true });
  const { container, blobName, absCredentials } = body.absUploadParams;
  const [, endpoint = '', signature = ''] = /^BlobEndpoint=(.*);SharedAccessSignature=(.*)$/.exec(absCredentials.SASConnectionString) ?? [];
  const answer = await fetch(`${endpoint}/${container}/${blobName}?${signature}`, { method: 'PUT', headers: { 'x-ms-blob-type': 'BlockBlob' }, body: Buffer.from(bytes) });
  expect(answer.status).toBe(201);
  return body.id;
};

/** Creates a table from bytes and gives the storage job at its end. */
const created = async (api: Api, table: string, bytes: Uint8Array): Promise<StorageJob> => {
  const dataFileId = await uploaded(api, `${table}.csv`, bytes);
  let { body } = await api.post<StorageJob>('/v2/storage/buckets/in.c-bad-input/tables-async', { name: table, dataFileId });
  while (body.status !== 'success' && body.status !== 'error') ({ body } = await api.get<StorageJob>(`/v2/storage/jobs/${body.id}`));
  return body;
};

describe('what bad input gets', () => {
  const api = new Api(sharedConnection());

  beforeAll(async () => {
    await api.post('/v2/storage/buckets', { stage: 'in', name: 'bad-input' });
  });

  describe('requests without a valid token', () => {
    it.each(['/v2/storage/buckets', '/v2/storage/files', '/v2/storage/tokens/verify', '/v2/storage/events'])('are refused on %s', async (path) => {
      const missing = await api.call('GET', path, undefined, { 'X-StorageApi-Token': '' });
      expect([missing.status, missing.body]).toEqual([401, { error: 'Access token must be set' }]);
      const wrong = await api.call('GET', path, undefined, { 'X-StorageApi-Token': '1-2-not-a-real-secret-at-all' });
      expect([wrong.status, wrong.body]).toEqual([401, expect.objectContaining({ error: 'Invalid access token', code: 'storage.tokenInvalid' })]);
    });

    it('are refused on the queue', async () => {
      const wrong = await api.call('GET', '/jobs/1', undefined, { 'X-StorageApi-Token': 'nonsense' });
      expect([wrong.status, wrong.body]).toEqual([401, expect.objectContaining({ error: 'Invalid access token', code: 401 })]);
    });
  });

  it.each([
    ['GET', '/v2/storage/buckets/in.c-none', 'storage.buckets.notFound'],
    ['GET', '/v2/storage/tables/in.c-none.t', 'storage.tables.notFound'],
    ['GET', '/v2/storage/files/999999999', 'storage.files.notFound'],
    ['GET', '/v2/storage/branch/default/components/no.such', 'storage.components.notFound'],
    ['GET', `/v2/storage/branch/default/components/${TRANSFORMATION}/configs/none`, 'storage.configuration.notFound'],
    ['GET', '/v2/storage/jobs/999999999', undefined],
    ['GET', '/v2/storage/no-such-thing', undefined],
    ['GET', '/v2/storage//not-a-url', undefined],
    ['GET', '/runledger/v1/no-such-thing', undefined],
  ])('%s %s is not found', async (method, path, code) => {
    const { status, body, headers } = await api.call(method, path);
    expect(status).toBe(404);
    expect(headers.get('content-type')).toBe('application/json');
    if (code !== undefined) expect(body).toMatchObject({ code });
  });

  it('names a job that is not there', async () => {
    const { status, body } = await api.get('/jobs/999999999');
    expect([status, body]).toEqual([404, expect.objectContaining({ error: 'Job "999999999" not found', code: 404, status: 'error' })]);
  });

  it.each([
    ['an unknown field', { component: 'runledger.noop', configData: {}, fooBar: 1 }, 'fooBar'],
    ['a wrong type', { component: 'runledger.noop', configData: 'text' }, 'configData'],
    ['a mode that does not exist', { component: 'runledger.noop', configData: {}, mode: 'walk' }, 'mode'],
    ['no component', { configData: {} }, 'component'],
    ['neither configuration nor data', { component: 'runledger.noop' }, 'config'],
  ])('a job with %s is refused, naming it', async (_what, request, named) => {
    const { status, text } = await api.post('/jobs', request);
    expect(status).toBe(400);
    expect(text).toContain(named);
  });

  it('malformed and oversized JSON is refused', async () => {
    expect((await api.call('POST', '/jobs', '{"component":')).status).toBe(400);
    const { status, text } = await api.call('POST', '/jobs', `{"component":"runledger.noop","configData":{"x":"${'x'.repeat(17 * 1024 * 1024)}"}}`);
    expect([400, 413]).toContain(status);
    expect(text).toContain('16 MB');
  });

  it('a limited token sees no bucket that it has no right to', async () => {
    const other = await api.post<{ readonly token: string }>('/v2/storage/tokens', { description: 'limited' });
    expect(other.status).toBe(201);
    const limited = new Api({ ...api.connection, token: other.body.token });
    expect((await limited.get('/v2/storage/buckets/in.c-bad-input')).status).toBe(404);
  });

  it.each([
    ['ragged rows', 'a,b\n1,2\n3\n', /line 3/i],
    ['a duplicate header', 'a,b,a\n1,2,3\n', /column 3|"a"/i],
    ['an empty header', 'a,,c\n1,2,3\n', /column 2/i],
    ['bytes that are not UTF-8', Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0x31, 0x2c, 0xff, 0xfe, 0x0a]), /line 2/i],
    ['nothing in it', '', /empty/i],
  ])('a CSV with %s makes no table and says where', async (what, bytes, says) => {
    const table = what.replaceAll(/\W/g, '_');
    const job = await created(api, table, typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
    expect(job.status).toBe('error');
    expect(job.error?.message).toMatch(says);
    expect((await api.get(`/v2/storage/tables/in.c-bad-input.${table}`)).status).toBe(404);
  });

  it.each([
    ['a file of the machine', "SELECT * FROM read_csv('/etc/passwd')"],
    ['a file to write', "COPY (SELECT 1) TO '/tmp/runledger-escape.csv'"],
    ['an unlocked configuration', 'SET enable_external_access = true'],
    ['another database', "ATTACH '/tmp/runledger-escape.db'"],
    ['an extension', 'INSTALL httpfs'],
  ])('SQL that wants %s ends in error', async (_what, sql) => {
    const job = await runJob(api, { component: TRANSFORMATION, configData: transformation([sql]) });
    expect(await finished(api, job.id)).toMatchObject({ status: 'error', result: { error: { type: 'user' } } });
  });

  it('a transformation that reads a missing table ends in error, naming it', async () => {
    const configData = transformation(['SELECT 1'], { input: [{ source: 'in.c-none.t', destination: 't' }] });
    const job = await finished(api, (await runJob(api, { component: TRANSFORMATION, configData })).id);
    expect(job).toMatchObject({ status: 'error', result: { message: 'The input table "in.c-none.t" does not exist.' } });
  });
});
