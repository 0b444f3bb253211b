import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blobStoreFeatures, bytesOf, sha256, text, textOf } from './blob-store.features.js';
import { FolderBlobStore } from './folder-blob-store.js';

const LIBRARY = new URL('../dist/index.js', import.meta.url).href;
const folders: string[] = [];

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'folder-blob-store-'));
  folders.push(folder);
  return folder;
}

/** Changes bytes behind the store's back. */
async function overwrite(root: string, key: string, content: string): Promise<void> {
  const path = join(root, 'blobs', key);
  await chmod(path, 0o644);
  await writeFile(path, content);
}

describe('a folder', () => {
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
  });

  blobStoreFeatures(async () => FolderBlobStore.open(await emptyFolder()));

  it('finds everything again after a restart', async () => {
    const root = await emptyFolder();
    await (await FolderBlobStore.open(root)).put('a/b', text('kept'));

    const reopened = await FolderBlobStore.open(root);
    expect(await textOf(reopened, 'a/b')).toBe('kept');
    expect(await reopened.head('a/b')).toMatchObject({ sha256: sha256(text('kept')) });
  });

  it.each([
    ['changed', 'kept', 'kepd'],
    ['cut off', 'kept', 'ke'],
    ['emptied', 'kept', ''],
  ])('reports a blob whose bytes were %s on disk', async (_, before, after) => {
    const root = await emptyFolder();
    const store = await FolderBlobStore.open(root);
    await store.put('k', text(before));
    await overwrite(root, 'k', after);

    await expect(bytesOf(store, 'k')).rejects.toMatchObject({ code: 'BLOB_CORRUPT', key: 'k' });
    await expect(store.compose('joined', ['k'])).rejects.toMatchObject({ code: 'BLOB_CORRUPT', key: 'k' });
    expect(await store.head('joined')).toBeUndefined();
  });

  it('makes a checksum for a blob whose writer died before it could', async () => {
    const root = await emptyFolder();
    const store = await FolderBlobStore.open(root);
    await store.put('k', text('kept'));
    await rm(join(root, 'checksums', 'k'));

    expect(await store.head('k')).toMatchObject({ bytes: 4, sha256: sha256(text('kept')) });
    await overwrite(root, 'k', 'kepd');
    await expect(bytesOf(store, 'k')).rejects.toMatchObject({ code: 'BLOB_CORRUPT' });
  });

  it('puts a blob anew where a checksum of an older one was left', async () => {
    const root = await emptyFolder();
    const store = await FolderBlobStore.open(root);
    await store.put('k', text('old'));
    await rm(join(root, 'blobs', 'k'), { force: true });

    await store.put('k', text('new'), { ifAbsent: true });
    expect(await textOf(store, 'k')).toBe('new');
  });

  it('makes blobs read only', async () => {
    const root = await emptyFolder();
    await (await FolderBlobStore.open(root)).put('k', text('kept'));

    expect((await stat(join(root, 'blobs', 'k'))).mode & 0o222).toBe(0);
  });

  it('leaves nothing in staging', async () => {
    const root = await emptyFolder();
    const store = await FolderBlobStore.open(root);
    await store.put('k', text('x'));
    await expect(store.put('k', text('y'), { ifAbsent: true })).rejects.toThrow();

    expect(await readdir(join(root, 'staging'))).toEqual([]);
  });

  it('shows nothing of a blob whose writer was killed, and removes its staged file at the next start', async () => {
    const root = await emptyFolder();
    const program = `
      const { FolderBlobStore } = await import(${JSON.stringify(LIBRARY)});
      const store = await FolderBlobStore.open(${JSON.stringify(root)});
      await store.put('k', (async function* () {
        yield Buffer.alloc(1000);
        process.stdout.write('half way');
        await new Promise((resolve) => setInterval(resolve, 1_000_000));
      })());`;
    const writer = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(writer.stdout, 'data');

    const living = await FolderBlobStore.open(root);
    expect(await readdir(join(root, 'staging'))).toHaveLength(1);

    writer.kill('SIGKILL');
    await once(writer, 'exit');
    await FolderBlobStore.open(root);
    expect(await readdir(join(root, 'staging'))).toEqual([]);
    expect(await living.head('k')).toBeUndefined();
  });

  it('has a whole version of every blob whenever its writer is killed', async () => {
    const root = await emptyFolder();
    const program = `
      const { FolderBlobStore } = await import(${JSON.stringify(LIBRARY)});
      const store = await FolderBlobStore.open(${JSON.stringify(root)});
      for (let round = 0; ; round += 1) {
        const body = Buffer.from(('version ' + round + ',').repeat(1 + (round % 5000)));
        await Promise.all([store.put('same', body), store.put('kept/' + process.pid + '/' + round, body, { ifAbsent: true })]);
        if (round % 3 === 0) await store.delete('same');
        process.stdout.write('.');
      }`;
    for (let kill = 0; kill < 8; kill += 1) {
      const writer = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
      for (let puts = 0; puts <= kill * 3; puts += 1) await once(writer.stdout, 'data');
      writer.kill('SIGKILL');
      await once(writer, 'exit');

      const store = await FolderBlobStore.open(root);
      for await (const { key } of store.list('')) expect(await textOf(store, key)).toMatch(/^(version \d+,)\1*$/);
      expect(await readdir(join(root, 'staging'))).toEqual([]);
    }
  });

  it('removes staged files of other machines only when they are old', async () => {
    const root = await emptyFolder();
    await FolderBlobStore.open(root);
    const [fresh, old] = ['elsewhere~1~aa~1', 'elsewhere~1~aa~2'].map((name) => join(root, 'staging', name));
    if (fresh === undefined || old === undefined) throw new Error('two names');
    await Promise.all([writeFile(fresh, ''), writeFile(old, '')]);
    await utimes(old, new Date('2020-01-01'), new Date('2020-01-01'));

    await FolderBlobStore.open(root);
    expect(await readdir(join(root, 'staging'))).toEqual(['elsewhere~1~aa~1']);
  });

  it('holds only a few chunks of a large blob in memory', async () => {
    const store = await FolderBlobStore.open(await emptyFolder());
    const chunk = Buffer.alloc(1024 * 1024, 7);
    const before = process.memoryUsage.rss();
    let peak = before;
    const watched = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const piece of chunks) {
        peak = Math.max(peak, process.memoryUsage.rss());
        yield piece;
      }
    };

    await store.put(
      'large',
      watched(
        (async function* () {
          for (let index = 0; index < 600; index += 1) yield chunk;
        })(),
      ),
    );
    const { info, body } = await store.get('large');
    let bytes = 0;
    for await (const piece of watched(body)) bytes += piece.length;

    expect(bytes).toBe(info.bytes);
    expect(peak - before).toBeLessThan(200 * 1024 * 1024);
  });

  it('reports a full disk as such', async () => {
    const full = await FolderBlobStore.open(await emptyFolder());
    const noSpace = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

    const put = full.put(
      'k',
      (async function* () {
        yield text('half');
        throw noSpace;
      })(),
    );
    await expect(put).rejects.toMatchObject({ code: 'BLOB_STORE_FULL' });
    expect(await full.head('k')).toBeUndefined();
  });
});
