import { createHash } from 'node:crypto';
import { FilesUnderTest } from '../testing/files-under-test.js';
import { exchange, type BlobAnswer } from '../testing/blob-client.js';
import { blobEndpointOf } from './blob-address.js';
import { BlobSignatures } from './blob-signature.js';

let files: FilesUnderTest;

beforeAll(async () => {
  files = await FilesUnderTest.start();
});
afterAll(() => files.stop());

const codeOf = ({ status, headers, content }: BlobAnswer) => {
  const code = headers['x-ms-error-code'];
  if (content.length > 0) expect(content.toString()).toContain(`<Code>${String(code)}</Code>`);
  return [status, code];
};

describe('an upload in one piece', () => {
  it('gives the same bytes back, by credentials and by the address of the file', async () => {
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251));
    const { file, upload } = await files.uploaded(content, { name: 'Škoda "1".csv', sizeBytes: content.length });
    const reader = await files.reader(file.id);
    const stored = await reader.get(upload.blobName);
    expect(stored.content.equals(content)).toBe(true);
    expect(stored.headers).toMatchObject({
      'content-length': '300000',
      'accept-ranges': 'bytes',
      'x-ms-blob-type': 'BlockBlob',
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/) as unknown,
      'last-modified': expect.stringMatching(/ GMT$/) as unknown,
    });
    const detail = await files.detail(file.id);
    expect(detail.sizeBytes).toBe(300_000);
    const byUrl = await exchange('GET', detail.url);
    expect(byUrl.content.equals(content)).toBe(true);
    expect(byUrl.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="_koda _1_.csv"; filename*=UTF-8''%C5%A0koda%20%221%22.csv`,
      'x-content-type-options': 'nosniff',
    });
  });

  it('answers as the dialect wants it, whatever versions and headers a client sends', async () => {
    const { upload, blobs } = await files.prepare();
    const headers = {
      'x-ms-version': '2099-10-06',
      'x-ms-client-request-id': 'abc-1',
      'x-ms-unheard-of': '1',
      'content-type': 'text/x-unknown',
      'x-ms-blob-content-disposition': 'attachment',
    };
    const created = await blobs.put(upload.blobName, 'abc', headers);
    expect(created.status).toBe(201);
    expect(created.headers).toMatchObject({
      'x-ms-version': '2099-10-06',
      'x-ms-client-request-id': 'abc-1',
      'x-ms-request-id': expect.any(String) as unknown,
      'x-ms-request-server-encrypted': 'true',
      etag: expect.any(String) as unknown,
      'last-modified': expect.any(String) as unknown,
    });
    const head = await blobs.head(upload.blobName);
    expect([head.status, head.headers['content-length'], head.headers.etag, head.content.length]).toEqual([
      200,
      '3',
      created.headers.etag,
      0,
    ]);
  });

  it('does not replace what is there when it must not', async () => {
    const { upload, blobs } = await files.uploaded('first');
    expect(codeOf(await blobs.put(upload.blobName, 'second', { 'if-none-match': '*' }))).toEqual([409, 'BlobAlreadyExists']);
    expect(codeOf(await blobs.put(upload.blobName, 'second', { 'if-match': '"x"' }))).toEqual([412, 'ConditionNotMet']);
    expect((await blobs.get(upload.blobName)).content.toString()).toBe('first');
    expect((await blobs.put(upload.blobName, 'second')).status).toBe(201);
    expect((await blobs.get(upload.blobName)).content.toString()).toBe('second');
  });

  it('that does not have the announced digest leaves nothing', async () => {
    const { file, upload, blobs } = await files.prepare();
    const md5 = createHash('md5').update('abc').digest('base64');
    expect(codeOf(await blobs.put(upload.blobName, 'abd', { 'content-md5': md5 }))).toEqual([400, 'Md5Mismatch']);
    expect(codeOf(await blobs.get(upload.blobName))).toEqual([404, 'BlobNotFound']);
    expect((await files.detail(file.id)).sizeBytes).toBeNull();
    expect((await blobs.put(upload.blobName, 'abc', { 'content-md5': md5 })).status).toBe(201);
  });

  it('may be empty', async () => {
    const { file, upload } = await files.uploaded('');
    const reader = await files.reader(file.id);
    expect(codeOf(await reader.get(upload.blobName, { 'x-ms-range': 'bytes=0-33554431' }))).toEqual([416, 'InvalidRange']);
    const whole = await reader.get(upload.blobName);
    expect([whole.status, whole.headers['content-length']]).toEqual([200, '0']);
    expect((await files.detail(file.id)).sizeBytes).toBe(0);
  });

  it.each([
    ['a copy from elsewhere', { 'x-ms-copy-source': 'http://127.0.0.1/x' }],
    ['a page blob', { 'x-ms-blob-type': 'PageBlob' }],
  ])('is not %s: that would leave an empty blob', async (_, headers) => {
    const { upload, blobs } = await files.prepare();
    expect(codeOf(await blobs.put(upload.blobName, '', headers))).toEqual([400, 'InvalidHeaderValue']);
    expect(codeOf(await blobs.get(upload.blobName))).toEqual([404, 'BlobNotFound']);
  });
});

describe('a download', () => {
  it('gives parts, and the whole when the range is none', async () => {
    const { upload, blobs } = await files.uploaded('0123456789');
    const part = async (headers: Record<string, string>) => {
      const { status, headers: answered, content } = await blobs.get(upload.blobName, headers);
      return [status, answered['content-range'], content.toString()];
    };
    expect(await part({ 'x-ms-range': 'bytes=2-4' })).toEqual([206, 'bytes 2-4/10', '234']);
    expect(await part({ range: 'bytes=7-' })).toEqual([206, 'bytes 7-9/10', '789']);
    expect(await part({ range: 'bytes=0-0', 'x-ms-range': 'bytes=8-100' })).toEqual([206, 'bytes 8-9/10', '89']);
    expect(await part({ range: 'bytes=5-2' })).toEqual([200, undefined, '0123456789']);
    const outside = await blobs.get(upload.blobName, { range: 'bytes=10-' });
    expect([...codeOf(outside), outside.headers['content-range']]).toEqual([416, 'InvalidRange', 'bytes */10']);
    const head = await blobs.head(upload.blobName, { range: 'bytes=2-4' });
    expect([head.status, head.headers['content-length'], head.content.length]).toEqual([206, '3', 0]);
  });

  it('goes on only with the blob that it began with', async () => {
    const { upload, blobs } = await files.uploaded('first');
    const { etag = '' } = (await blobs.head(upload.blobName)).headers;
    expect((await blobs.get(upload.blobName, { 'if-match': etag, range: 'bytes=1-2' })).status).toBe(206);
    const unchanged = await blobs.get(upload.blobName, { 'if-none-match': etag });
    expect([unchanged.status, unchanged.content.length]).toEqual([304, 0]);
    await blobs.put(upload.blobName, 'second');
    expect(codeOf(await blobs.get(upload.blobName, { 'if-match': etag }))).toEqual([412, 'ConditionNotMet']);
  });

  it('of what is not there says so', async () => {
    const { upload, blobs } = await files.prepare();
    expect(codeOf(await blobs.get(upload.blobName))).toEqual([404, 'BlobNotFound']);
    expect(codeOf(await blobs.head(upload.blobName))).toEqual([404, 'BlobNotFound']);
  });

  it('ends with the file', async () => {
    const { file, upload, blobs } = await files.uploaded('abc');
    const { url } = await files.detail(file.id);
    await files.call('DELETE', `/v2/storage/files/${file.id}`);
    expect(codeOf(await exchange('GET', url))).toEqual([404, 'ContainerNotFound']);
    expect(codeOf(await blobs.put(upload.blobName, 'again'))).toEqual([404, 'ContainerNotFound']);
  });
});

describe('a signature', () => {
  const REFUSED = [403, 'AuthenticationFailed'];

  it('opens the blobs of its own file only', async () => {
    const [mine, yours] = [await files.uploaded('mine'), await files.uploaded('yours')];
    const stolen = mine.blobs.on(yours.upload.container);
    expect(codeOf(await stolen.get(yours.upload.blobName))).toEqual(REFUSED);
    expect(codeOf(await stolen.put(yours.upload.blobName, 'x'))).toEqual(REFUSED);
    expect(codeOf(await stolen.putBlock(yours.upload.blobName, 'AAAA', 'x'))).toEqual(REFUSED);
    expect((await yours.blobs.get(yours.upload.blobName)).content.toString()).toBe('yours');
  });

  it('to read does not write, in any way', async () => {
    const { file, upload } = await files.uploaded('abc');
    const reader = await files.reader(file.id);
    const answers = [
      await reader.put(upload.blobName, 'x'),
      await reader.putBlock(upload.blobName, 'AAAA', 'x'),
      await reader.putBlockList(upload.blobName, []),
    ];
    for (const answer of answers) expect(codeOf(answer)).toEqual([403, 'AuthorizationPermissionMismatch']);
    expect((await reader.get(upload.blobName)).content.toString()).toBe('abc');
  });

  it('in the address of a file opens its blob alone', async () => {
    const { file, blobs } = await files.uploaded('abc', { isSliced: false });
    await blobs.put('other', 'x');
    const { url } = await files.detail(file.id);
    expect(codeOf(await exchange('GET', url.replace(/\/[^/?]*\?/, '/other?')))).toEqual(REFUSED);
  });

  it.each(['', 'sig=', 'sv=2024-11-04&sr=c&sp=rcw&se=2999-01-01T00%3A00%3A00Z&sig=AAAA', '%ff%fe', 'a=1&'.repeat(50)])(
    'that is none opens nothing: %s',
    async (signature) => {
      const { upload, blobs } = await files.uploaded('abc');
      expect(codeOf(await blobs.signedBy(signature).get(upload.blobName))).toEqual(REFUSED);
      expect((await blobs.signedBy(signature).head(upload.blobName)).headers['x-ms-error-code']).toBe('AuthenticationFailed');
    },
  );

  it('that is over opens nothing', async () => {
    const { upload, blobs } = await files.uploaded('abc');
    const signatures = files.service.app.get(BlobSignatures);
    const expired = signatures.queryOf({
      container: upload.container,
      blob: null,
      permissions: 'rcw',
      expiresAtMs: Date.now() - 1000,
    });
    expect(codeOf(await blobs.signedBy(expired).get(upload.blobName))).toEqual(REFUSED);
  });

  it('of a public file does not end within its life', async () => {
    const { file } = await files.prepare({ isPublic: true });
    expect(file.url).toContain('se=9999-');
  });
});

describe('hostile requests', () => {
  it.each(['..%2F..%2Fetc%2Fpasswd', '%00', 'a%0d%0ab', '.', '%2e%2e', 'a/b/c', '%C5%A0', '+', 'con', 'x'.repeat(900)])(
    'keep a blob named %s where it belongs',
    async (name) => {
      const { file, blobs } = await files.prepare();
      const address = blobs.rawAddressOf(name);
      expect((await exchange('PUT', address, {}, 'abc')).status).toBe(201);
      expect((await exchange('GET', address)).content.toString()).toBe('abc');
      expect((await files.detail(file.id)).sizeBytes).toBe(3);
    },
  );

  it.each([
    ['a name without end', 'x'.repeat(3000), 400],
    ['no name', '', 400],
    ['a doubled slash', 'a//b', 400],
    ['broken encoding', '%zz', 400],
    ['broken UTF-8', '%ff', 400],
  ])('get a plain no for %s', async (_, name, status) => {
    const { blobs } = await files.prepare();
    expect((await exchange('PUT', blobs.rawAddressOf(name), {}, 'abc')).status).toBe(status);
  });

  it.each(['POST', 'DELETE', 'PATCH', 'OPTIONS'])('get a plain no for the method %s', async (method) => {
    const { upload, blobs } = await files.uploaded('abc');
    expect(codeOf(await exchange(method, blobs.addressOf(upload.blobName)))).toEqual([405, 'UnsupportedHttpVerb']);
  });

  it.each(['comp=properties', 'comp=lease', 'comp=page'])('get a plain no for what is not supported: %s', async (query) => {
    const { upload, blobs } = await files.uploaded('abc');
    expect(codeOf(await exchange('PUT', blobs.addressOf(upload.blobName, `${query}&`), {}, ''))).toEqual([
      400,
      'InvalidQueryParameterValue',
    ]);
    expect((await blobs.get(upload.blobName)).content.toString()).toBe('abc');
  });

  it('that name a container which is none get a no without a word about it', async () => {
    const { upload, blobs } = await files.prepare();
    for (const container of ['files-1', 'files-0-0', '..', upload.container.toUpperCase()]) {
      expect(codeOf(await blobs.on(container).get(upload.blobName))).toEqual([403, 'AuthenticationFailed']);
    }
  });

  it('that announce more than a blob may have are refused before they send it', async () => {
    const { upload, blobs } = await files.prepare();
    const answer = await exchange('PUT', blobs.addressOf(upload.blobName), { 'content-length': String(6 * 1024 ** 3) });
    expect(codeOf(answer)).toEqual([413, 'RequestBodyTooLarge']);
  });
});

it('is found at the address that connection strings name', async () => {
  const { upload } = await files.prepare();
  expect(upload.absCredentials.SASConnectionString).toContain(
    `BlobEndpoint=${blobEndpointOf(files.origin)};SharedAccessSignature=sv=`,
  );
  expect(`http://${upload.accountName}.blob.core.windows.net`).toBe(blobEndpointOf(files.origin));
});
