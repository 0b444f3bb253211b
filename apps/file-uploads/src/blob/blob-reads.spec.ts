import type { BlobStore } from '@runledger/blob-store';
import type { FileId, StorageJobId, TokenId } from '@runledger/contracts';
import { blobKeyOf, blobNameOf } from '@runledger/domain';
import { newEvent } from '@runledger/event-log';
import { BLOBS, serviceActor } from '@runledger/ledger-module';
import { exchange } from '../testing/blob-client.js';
import { FilesUnderTest } from '../testing/files-under-test.js';
import { blobEndpointOf } from './blob-address.js';

let files: FilesUnderTest;

beforeAll(async () => {
  files = await FilesUnderTest.start();
});
afterAll(() => files.stop());

const urlsOf = (manifest: Buffer): readonly string[] =>
  (JSON.parse(manifest.toString()) as { entries: readonly { url: string }[] }).entries.map(({ url }) => url);

/** What a storage job does when it exports a table: bytes first, then the event. */
const exported = async (slices: readonly string[]) => {
  const { id: project } = files.project;
  const store = files.service.app.get<BlobStore>(BLOBS);
  const fileId = (await files.ledger.newId()) as FileId;
  const name = blobNameOf({ id: fileId, name: 'in.c-main.t.csv', isSliced: true });
  const stored = [];
  for (const [at, content] of slices.entries()) {
    const blob = `${name}${at}.csv`;
    stored.push({ blob, bytes: (await store.put(blobKeyOf(project, fileId, blob), Buffer.from(content))).bytes });
  }
  const tokenId = files.project.token.split('-')[1] as TokenId;
  await files.ledger.append(
    newEvent('FileExported', {
      project,
      aggregate: `file:${fileId}`,
      actor: { ...serviceActor('storage-jobs'), tokenId },
      data: {
        fileId,
        name: 'in.c-main.t.csv',
        tags: [],
        isPublic: false,
        isPermanent: false,
        isEncrypted: true,
        isSliced: true,
        contentType: null,
        runId: null,
        storageJobId: '1' as StorageJobId,
        slices: stored,
      },
    }),
  );
  return { id: Number(fileId), name };
};

describe('a file that a storage job exported', () => {
  it('has a manifest that leads to all of its slices, in order', async () => {
    const { id, name } = await exported(['"a"\n', '"b"\n', '"c"\n']);
    const detail = await files.detail(id);
    expect(detail).toMatchObject({ isSliced: true, sizeBytes: 12, absPath: { name } });
    const reader = await files.reader(id);
    const byName = await reader.get(`${name}manifest`);
    expect(byName.content).toEqual((await exchange('GET', detail.url)).content);
    const prefix = `${blobEndpointOf(files.origin)}/${detail.absPath?.container ?? ''}/`;
    const urls = urlsOf(byName.content);
    expect(urls.every((url) => url.startsWith(prefix))).toBe(true);
    const contents = [];
    for (const url of urls) contents.push((await reader.get(url.slice(prefix.length))).content.toString());
    expect(contents).toEqual(['"a"\n', '"b"\n', '"c"\n']);
    const head = await reader.head(`${name}manifest`);
    expect([head.status, head.headers['content-length'], head.headers['content-type']]).toEqual([
      200,
      String(byName.content.length),
      'application/json',
    ]);
  });

  it('may have no slices', async () => {
    const { id, name } = await exported([]);
    expect((await (await files.reader(id)).get(`${name}manifest`)).content.toString()).toBe('{"entries":[]}');
  });

  it('is written to by nobody else', async () => {
    const { id } = await exported(['x']);
    const refreshed = await files.json<object>(200, 'PUT', `/v2/storage/files/${id}/refresh`);
    expect(refreshed).toHaveProperty('absCredentials');
    expect(refreshed).not.toHaveProperty('absUploadParams');
  });

  it('loses its slices with its record', async () => {
    const { id, name } = await exported(['x']);
    const reader = await files.reader(id);
    expect((await files.call('DELETE', `/v2/storage/files/${id}`)).status).toBe(204);
    expect((await reader.get(`${name}0.csv`)).status).toBe(404);
  });
});

describe('a sliced file of a client', () => {
  it('is read by the addresses of the reader, whatever the client wrote', async () => {
    const { file, upload, blobs } = await files.prepare({ isSliced: true });
    await blobs.put(`${upload.blobName}0`, 'abc');
    const written = `azure://${upload.accountName}.blob.core.windows.net/${upload.container}/${upload.blobName}0`;
    await blobs.put(`${upload.blobName}manifest`, JSON.stringify({ entries: [{ url: written }] }));
    const expected = `${blobEndpointOf(files.origin)}/${upload.container}/${upload.blobName}0`;
    expect(urlsOf((await exchange('GET', file.url)).content)).toEqual([expected]);
    const throughTls = await exchange('GET', file.url, { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'files.example' });
    expect(urlsOf(throughTls.content)).toEqual([expected.replace(files.origin, 'azure://files.example')]);
    expect((await files.detail(file.id)).sizeBytes).toBe(3);
  });

  it('has no manifest before the client has uploaded one', async () => {
    const { file, upload, blobs } = await files.prepare({ isSliced: true });
    await blobs.put(`${upload.blobName}0`, 'abc');
    expect((await exchange('GET', file.url)).status).toBe(404);
  });

  it('gives parts of its manifest as well', async () => {
    const { upload, blobs } = await files.prepare({ isSliced: true });
    await blobs.put(`${upload.blobName}manifest`, '{"entries":[]}');
    const part = await blobs.get(`${upload.blobName}manifest`, { range: 'bytes=0-33554431' });
    expect([part.status, part.headers['content-range'], part.content.toString()]).toEqual([
      206,
      'bytes 0-13/14',
      '{"entries":[]}',
    ]);
  });
});
