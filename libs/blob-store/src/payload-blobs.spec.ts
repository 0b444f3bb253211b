import { text, sha256 } from './blob-store.features.js';
import { InMemoryBlobStore } from './in-memory-blob-store.js';
import { PayloadBlobs } from './payload-blobs.js';

describe('payloads by digest', () => {
  const blobs = new InMemoryBlobStore();
  const payloads = new PayloadBlobs(blobs);

  it('finds a payload by the digest of its bytes', async () => {
    const { digest, bytes } = await payloads.put(text('large'));

    expect({ digest, bytes }).toEqual({ digest: sha256(text('large')), bytes: 5 });
    expect(Buffer.from(await payloads.get(digest)).toString()).toBe('large');
  });

  it('stores the same payload once, however often and whoever puts it', async () => {
    const puts = await Promise.all(Array.from({ length: 10 }, () => payloads.putJson({ a: [1, 'č'] })));

    expect(new Set(puts.map((put) => put.digest)).size).toBe(1);
    expect(await payloads.getJson(puts[0]?.digest ?? '')).toEqual({ a: [1, 'č'] });
  });

  it('refuses bytes that are not those of the digest', async () => {
    const digest = sha256(text('right'));
    await blobs.put(`payloads/${digest.slice(0, 2)}/${digest}`, text('wrong'));

    await expect(payloads.get(digest)).rejects.toMatchObject({ code: 'BLOB_CORRUPT' });
  });

  it('says that a payload is missing', async () => {
    await expect(payloads.get(sha256(text('never put')))).rejects.toMatchObject({ code: 'BLOB_MISSING' });
  });
});
