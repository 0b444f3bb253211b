import { once } from 'node:events';
import { readdir, rename } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { BlobStore } from '@runledger/blob-store';
import { fileKeysOf, fileOfContainer } from '@runledger/domain';
import { BLOBS } from '@runledger/ledger-module';
import { eventually } from '@runledger/ledger-module/testing';
import { FilesUnderTest, type Prepared } from '../testing/files-under-test.js';

let files: FilesUnderTest;

beforeAll(async () => {
  files = await FilesUnderTest.start();
});
afterAll(() => files.stop());

/** Keys that a file has in the blob store. */
const keysOf = async ({ upload }: Prepared): Promise<readonly string[]> => {
  const owner = fileOfContainer(upload.container);
  const keys: string[] = [];
  if (owner === undefined) return keys;
  for await (const { key } of files.service.app.get<BlobStore>(BLOBS).list(fileKeysOf(owner.project, owner.fileId)))
    keys.push(key);
  return keys;
};

const halfWritten = (): Promise<readonly string[]> => readdir(join(files.service.blobStoreDir, 'staging'));

/** Sends the beginning of an upload and waits until the service writes it down. */
const beginUpload = async (address: string, head: string, body: string) => {
  const { hostname, port, pathname, search } = new URL(address);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(`PUT ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}\r\nx-ms-blob-type: BlockBlob\r\n${head}\r\n\r\n${body}`);
  await eventually(halfWritten, (names) => names.length > 0);
  return socket;
};

describe('an upload that breaks off', () => {
  it.each([
    ['with an announced length', 'Content-Length: 1000', 'abc'],
    ['in chunks', 'Transfer-Encoding: chunked', '3\r\nabc\r\n'],
  ])('leaves nothing: %s', async (_, head, body) => {
    const prepared = await files.prepare();
    const { file, upload, blobs } = prepared;
    const socket = await beginUpload(blobs.addressOf(upload.blobName), head, body);
    socket.destroy();
    await eventually(halfWritten, (names) => names.length === 0);
    expect(await keysOf(prepared)).toEqual([]);
    expect((await files.detail(file.id)).sizeBytes).toBeNull();
    expect((await blobs.put(upload.blobName, 'whole', { 'if-none-match': '*' })).status).toBe(201);
  });

  it('keeps what was there before', async () => {
    const { upload, blobs } = await files.uploaded('before');
    const socket = await beginUpload(blobs.addressOf(upload.blobName), 'Content-Length: 1000', 'abc');
    socket.destroy();
    await eventually(halfWritten, (names) => names.length === 0);
    expect((await blobs.get(upload.blobName)).content.toString()).toBe('before');
  });

  it('because its file was deleted leaves nothing', async () => {
    const prepared = await files.prepare();
    const socket = await beginUpload(prepared.blobs.addressOf(prepared.upload.blobName), 'Content-Length: 6', 'abc');
    expect((await files.call('DELETE', `/v2/storage/files/${prepared.file.id}`)).status).toBe(204);
    socket.write('def');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(answer.toString()).toMatch(/^HTTP\/1.1 404 .*ContainerNotFound/s);
    expect(await keysOf(prepared)).toEqual([]);
  });
});

describe('a process that dies between the bytes and the event', () => {
  let dying: FilesUnderTest;
  beforeEach(async () => {
    dying = await FilesUnderTest.start();
  });
  afterEach(() => dying.stop());

  it.each(['in one piece', 'in blocks'])('has told nobody, and the next one takes the upload %s again', async (way) => {
    const { file, upload, blobs } = await dying.prepare();
    await blobs.putBlock(upload.blobName, 'AAAA', 'first,');
    await blobs.putBlock(upload.blobName, 'BBBB', 'second');
    const send = (client: typeof blobs) =>
      way === 'in blocks'
        ? client.putBlockList(
            upload.blobName,
            [
              ['Latest', 'AAAA'],
              ['Latest', 'BBBB'],
            ],
            { 'if-none-match': '*' },
          )
        : client.put(upload.blobName, 'first,second', { 'if-none-match': '*' });

    await dying.ledger.stop(0);
    const unanswered = await send(blobs);
    expect([unanswered.status, unanswered.headers['x-ms-error-code']]).toEqual([503, 'ServerBusy']);

    const next = await dying.successor();
    try {
      const client = blobs.at(next.origin);
      expect((await next.detail(file.id)).sizeBytes).toBeNull();
      expect((await client.get(upload.blobName)).status).toBe(404);
      expect((await send(client)).status).toBe(201);
      expect((await client.get(upload.blobName)).content.toString()).toBe('first,second');
      expect((await next.detail(file.id)).sizeBytes).toBe(12);
    } finally {
      await next.stop();
    }
  });
});

describe('an upload in blocks', () => {
  it('is the blocks of the list, in its order, and counts from then on', async () => {
    const { file, upload, blobs } = await files.prepare();
    for (const [id, content] of [
      ['Qg==', 'b'],
      ['QQ==', 'a'],
      ['Qw==', 'unused'],
    ] as const) {
      expect((await blobs.putBlock(upload.blobName, id, content)).status).toBe(201);
    }
    expect((await files.detail(file.id)).sizeBytes).toBeNull();
    const committed = await blobs.putBlockList(
      upload.blobName,
      [
        ['Latest', 'QQ=='],
        ['Uncommitted', 'Qg=='],
        ['Latest', 'QQ=='],
      ],
      { 'if-none-match': '*' },
    );
    expect([committed.status, committed.headers.etag]).toEqual([201, expect.any(String)]);
    expect((await blobs.get(upload.blobName)).content.toString()).toBe('aba');
    expect((await files.detail(file.id)).sizeBytes).toBe(3);
  });

  it('may be committed once more by a client that missed the answer', async () => {
    const { upload, blobs } = await files.prepare();
    await blobs.putBlock(upload.blobName, 'QQ==', 'a');
    const [first, second] = [
      await blobs.putBlockList(upload.blobName, [['Latest', 'QQ==']]),
      await blobs.putBlockList(upload.blobName, [['Latest', 'QQ==']]),
    ];
    expect([first.status, second.status, second.headers.etag]).toEqual([201, 201, first.headers.etag]);
  });

  it('can be continued by another process', async () => {
    const { upload, blobs } = await files.prepare();
    await blobs.putBlock(upload.blobName, 'QQ==', 'a');
    const next = await files.successor();
    try {
      const client = blobs.at(next.origin);
      await client.putBlock(upload.blobName, 'Qg==', 'b');
      expect(
        (
          await client.putBlockList(upload.blobName, [
            ['Latest', 'QQ=='],
            ['Latest', 'Qg=='],
          ])
        ).status,
      ).toBe(201);
    } finally {
      await next.stop();
    }
    expect(
      (
        await eventually(
          () => blobs.get(upload.blobName),
          ({ status }) => status === 200,
        )
      ).content.toString(),
    ).toBe('ab');
  });

  it.each([
    ['a block that was not uploaded', '<BlockList><Latest>Wg==</Latest></BlockList>', 'InvalidBlockList'],
    ['a committed block where nothing is', '<BlockList><Committed>QQ==</Committed></BlockList>', 'InvalidBlockList'],
    ['no list', 'QQ==', 'InvalidXmlDocument'],
    ['an id that is none', '<BlockList><Latest>../x</Latest></BlockList>', 'InvalidQueryParameterValue'],
  ])('of %s is refused and changes nothing', async (_, xml, code) => {
    const { upload, blobs } = await files.prepare();
    await blobs.putBlock(upload.blobName, 'QQ==', 'a');
    const answer = await blobs.putXml(upload.blobName, xml);
    expect([answer.status, answer.headers['x-ms-error-code']]).toEqual([400, code]);
    expect((await blobs.get(upload.blobName)).status).toBe(404);
    expect((await blobs.putBlockList(upload.blobName, [['Latest', 'QQ==']])).status).toBe(201);
  });

  it('whose block has no id is refused', async () => {
    const { upload, blobs } = await files.prepare();
    for (const id of ['', '../../x', '\0']) expect((await blobs.putBlock(upload.blobName, id, 'a')).status).toBe(400);
  });

  it('leaves no blocks behind, and neither does the deletion of its file', async () => {
    const prepared = await files.prepare();
    const { file, upload, blobs } = prepared;
    await blobs.putBlock(upload.blobName, 'QQ==', 'a');
    await blobs.putBlock(upload.blobName, 'Qg==', 'unused');
    await blobs.putBlockList(upload.blobName, [['Latest', 'QQ==']]);
    expect((await keysOf(prepared)).filter((key) => key.includes('/blocks/'))).toEqual([expect.stringMatching(/\/list$/)]);
    await files.call('DELETE', `/v2/storage/files/${file.id}`);
    expect(await keysOf(prepared)).toEqual([]);
  });
});

describe('a blob store that takes no bytes', () => {
  it('makes the service unready until it does again', async () => {
    const staging = join(files.service.blobStoreDir, 'staging');
    await rename(staging, `${staging}-away`);
    const broken = await files.call('GET', '/health/ready');
    await rename(`${staging}-away`, staging);
    expect(broken.status).toBe(503);
    expect(JSON.parse(broken.text)).toMatchObject({ error: { 'blob-store': { status: 'down' } } });
    expect((await files.call('GET', '/health/ready')).status).toBe(200);
  });
});
