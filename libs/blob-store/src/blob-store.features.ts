import { createHash, randomBytes } from 'node:crypto';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { BlobInfo, BlobStore, ByteRange } from './blob-store.js';
import { escapeKeySegment } from './blob-key.js';

export const text = (value: string): Uint8Array => Buffer.from(value, 'utf8');

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export async function bytesOf(store: BlobStore, key: string, range?: ByteRange): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await store.get(key, range)).body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function textOf(store: BlobStore, key: string, range?: ByteRange): Promise<string> {
  return (await bytesOf(store, key, range)).toString('utf8');
}

const keysOf = async (infos: AsyncIterable<BlobInfo>): Promise<string[]> => {
  const keys: string[] = [];
  for await (const info of infos) keys.push(info.key);
  return keys;
};

async function* brokenAfter(first: Uint8Array): AsyncGenerator<Uint8Array> {
  yield first;
  throw new Error('the client went away');
}

const hostileNames = [
  '',
  '.',
  '..',
  '../../etc/passwd',
  'a/b',
  'a%2Fb',
  '%',
  'č ů.csv',
  'x'.repeat(5000),
  '\u0000',
  '\uD800',
  'CON',
  '~',
  '*?[',
  '\n',
];

/** What every blob store does. `make` gives an empty store. */
export function blobStoreFeatures(make: () => Promise<BlobStore>): void {
  let store: BlobStore;
  let scratch: string;

  beforeEach(async () => {
    store = await make();
    scratch = await mkdtemp(join(tmpdir(), 'blob-features-'));
  });
  afterEach(() => rm(scratch, { recursive: true, force: true }));

  it('gives back the bytes that were put, with their size and checksum', async () => {
    const info = await store.put('files/1/a.csv', text('a,b\n1,2\n'));

    expect(info).toMatchObject({ key: 'files/1/a.csv', bytes: 8, sha256: sha256(text('a,b\n1,2\n')) });
    expect(await textOf(store, 'files/1/a.csv')).toBe('a,b\n1,2\n');
    expect(await store.head('files/1/a.csv')).toEqual(info);
  });

  it('takes any bytes, in any chunks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 70_000 }), { maxLength: 6 }), async (chunks) => {
        await store.put(
          'any',
          (async function* () {
            yield* chunks;
          })(),
        );
        expect((await bytesOf(store, 'any')).equals(Buffer.concat(chunks))).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it('keeps an empty blob', async () => {
    expect(await store.put('empty', new Uint8Array())).toMatchObject({ bytes: 0 });
    expect(await textOf(store, 'empty')).toBe('');
  });

  it('replaces a blob as a whole', async () => {
    await store.put('k', text('a long first version'));
    await store.put('k', text('second'));

    expect(await textOf(store, 'k')).toBe('second');
    expect(await store.head('k')).toMatchObject({ bytes: 6, sha256: sha256(text('second')) });
  });

  it('goes on reading the bytes that it opened while the blob is replaced and deleted', async () => {
    await store.put('k', text('first'));
    const { body } = await store.get('k');
    await store.put('k', text('second'));
    await store.delete('k');

    let read = '';
    for await (const chunk of body) read += Buffer.from(chunk).toString();
    expect(read).toBe('first');
  });

  it('refuses to replace a blob when it must be absent', async () => {
    await store.put('k', text('first'), { ifAbsent: true });

    await expect(store.put('k', text('second'), { ifAbsent: true })).rejects.toMatchObject({ code: 'BLOB_EXISTS', key: 'k' });
    expect(await textOf(store, 'k')).toBe('first');
  });

  it('lets exactly one of many writers win when the blob must be absent', async () => {
    const writers = Array.from({ length: 20 }, (_, writer) => store.put('race', text(`writer ${writer}`), { ifAbsent: true }));
    const results = await Promise.allSettled(writers);

    const winners = results.flatMap((result, writer) => (result.status === 'fulfilled' ? [writer] : []));
    expect(winners).toHaveLength(1);
    expect(await textOf(store, 'race')).toBe(`writer ${winners[0]}`);
  });

  it('keeps one of the versions when a blob is replaced many times at once', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, writer) => store.put('race', text(`writer ${writer}`))));

    expect(await textOf(store, 'race')).toMatch(/^writer \d+$/);
  });

  it('shows nothing of a blob whose body breaks off', async () => {
    await expect(store.put('k', brokenAfter(text('half')))).rejects.toThrow('the client went away');

    expect(await store.head('k')).toBeUndefined();
    expect(await keysOf(store.list(''))).toEqual([]);
  });

  it('keeps the old version when the body of a new one breaks off', async () => {
    await store.put('k', text('old'));
    await expect(store.put('k', brokenAfter(text('new')))).rejects.toThrow('the client went away');

    expect(await textOf(store, 'k')).toBe('old');
  });

  it('reads any range as slicing the bytes would', async () => {
    const bytes = randomBytes(300_000);
    await store.put('k', bytes);
    const range = fc.record({ start: fc.nat(299_999), length: fc.nat(300_000) });

    await fc.assert(
      fc.asyncProperty(range, async ({ start, length }) => {
        const part = await bytesOf(store, 'k', { start, endInclusive: start + length });
        expect(part.equals(bytes.subarray(start, start + length + 1))).toBe(true);
      }),
      { numRuns: 40 },
    );
    expect((await bytesOf(store, 'k', { start: 299_990 })).equals(bytes.subarray(299_990))).toBe(true);
  });

  it.each([{ start: 5 }, { start: -1 }, { start: 3, endInclusive: 2 }, { start: 0.5 }])(
    'refuses the range %j of 5 bytes',
    async (range) => {
      await store.put('k', text('12345'));

      await expect(store.get('k', range)).rejects.toMatchObject({ code: 'BLOB_RANGE_INVALID' });
    },
  );

  it('says that a blob is missing', async () => {
    await expect(store.get('none')).rejects.toMatchObject({ code: 'BLOB_MISSING', key: 'none' });
    await expect(store.localPath('none')).rejects.toMatchObject({ code: 'BLOB_MISSING' });
    await expect(store.compose('joined', ['none'])).rejects.toMatchObject({ code: 'BLOB_MISSING', key: 'none' });
    expect(await store.head('none')).toBeUndefined();
    expect(await store.head('joined')).toBeUndefined();
  });

  it('deletes a blob, and an absent one without a word', async () => {
    await store.put('a/k', text('x'));
    await store.delete('a/k');
    await store.delete('a/k');

    expect(await store.head('a/k')).toBeUndefined();
  });

  it('takes over a finished file', async () => {
    const path = join(scratch, 'part.parquet');
    await writeFile(path, 'rows');

    expect(await store.putFile('tables/t/part.parquet', path)).toMatchObject({ bytes: 4, sha256: sha256(text('rows')) });
    expect(await textOf(store, 'tables/t/part.parquet')).toBe('rows');
    await expect(access(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('leaves a file alone that it does not take', async () => {
    const path = join(scratch, 'part.parquet');
    await writeFile(path, 'rows');
    await store.put('k', text('first'));

    await expect(store.putFile('k', path, { ifAbsent: true })).rejects.toMatchObject({ code: 'BLOB_EXISTS' });
    expect(await readFile(path, 'utf8')).toBe('rows');
  });

  it('gives a local path with the same bytes', async () => {
    await store.put('tables/t/part.parquet', text('rows'));

    expect(await readFile(await store.localPath('tables/t/part.parquet'), 'utf8')).toBe('rows');
  });

  it('joins parts in the given order, even the same part twice', async () => {
    await store.put('blocks/1', text('one,'));
    await store.put('blocks/2', text('two,'));

    expect(await store.compose('whole', ['blocks/2', 'blocks/1', 'blocks/2'])).toMatchObject({ bytes: 12 });
    expect(await textOf(store, 'whole')).toBe('two,one,two,');
    expect(await textOf(store, 'blocks/1')).toBe('one,');
  });

  it('lists what begins with a prefix, in order of keys', async () => {
    const keys = ['t/a', 't/a-b', 't/a.x/2', 't/a.x/10', 't/ab', 't2/a', 'u'];
    for (const key of [...keys].reverse()) await store.put(key, text(key));

    expect(await keysOf(store.list(''))).toEqual([...keys].sort());
    expect(await keysOf(store.list('t/'))).toEqual(keys.filter((key) => key.startsWith('t/')).sort());
    expect(await keysOf(store.list('t/a.'))).toEqual(['t/a.x/10', 't/a.x/2']);
    expect(await keysOf(store.list('t'))).toEqual(keys.filter((key) => key.startsWith('t')).sort());
    expect(await keysOf(store.list('none/'))).toEqual([]);
  });

  it('refuses a key that is a prefix of another, or the other way round', async () => {
    await store.put('a/b', text('x'));

    await expect(store.put('a', text('y'))).rejects.toMatchObject({ code: 'BLOB_KEY_CONFLICT' });
    await expect(store.put('a/b/c', text('y'))).rejects.toMatchObject({ code: 'BLOB_KEY_CONFLICT' });
    await expect(store.put('a', text('y'), { ifAbsent: true })).rejects.toMatchObject({ code: 'BLOB_KEY_CONFLICT' });
    expect(await store.head('a')).toBeUndefined();
    expect(await store.head('a/b/c')).toBeUndefined();
  });

  it('takes a key whose longer keys are all deleted', async () => {
    await store.put('a/b/c', text('x'));
    await store.delete('a/b/c');
    await store.put('a', text('y'));

    expect(await textOf(store, 'a')).toBe('y');
  });

  it.each([
    '',
    '/',
    '/a',
    'a/',
    'a//b',
    '.',
    '..',
    'a/../b',
    'a b',
    'č',
    'a\\b',
    'a\u0000b',
    'a:b',
    'a'.repeat(256),
    'a/'.repeat(600) + 'a',
  ])('refuses the key %j everywhere', async (key) => {
    const refused = { code: 'BLOB_KEY_INVALID' };
    await expect(store.put(key, text('x'))).rejects.toMatchObject(refused);
    await expect(store.get(key)).rejects.toMatchObject(refused);
    await expect(store.head(key)).rejects.toMatchObject(refused);
    await expect(store.delete(key)).rejects.toMatchObject(refused);
    await expect(store.localPath(key)).rejects.toMatchObject(refused);
    await expect(store.compose(key, [])).rejects.toMatchObject(refused);
  });

  it('keeps blobs of any name apart when the name is escaped', async () => {
    for (const name of hostileNames) await store.put(`files/${escapeKeySegment(name)}`, text(name));

    for (const name of hostileNames)
      expect(await textOf(store, `files/${escapeKeySegment(name)}`)).toBe(Buffer.from(name, 'utf8').toString());
    expect(await keysOf(store.list('files/'))).toHaveLength(hostileNames.length);
  });
}
