import type { FileId, ProjectId } from '@runledger/contracts';
import fc from 'fast-check';
import { folded, history, id } from '../testing/index.js';
import {
  blobKeyOf,
  blobNameOf,
  blockKeysOf,
  containerOf,
  fileKeysOf,
  fileOfContainer,
  manifestNameOf,
  manifestOf,
} from './file-blobs.js';

const PROJECT: ProjectId = id('15');
const FILE: FileId = id('3001');
const named = (name: string, isSliced = false) => ({ id: FILE, name, isSliced });

/** Names as clients might send them: hostile ones, and long ones that fill whole segments. */
const blobName = fc.oneof(
  fc.constantFrom(
    '.',
    '..',
    '../../x',
    '/',
    'a/b',
    'a+',
    '+',
    '%2E',
    'a%2Fb',
    'Škoda',
    '~',
    'a'.repeat(200),
    `${'a'.repeat(200)}.`,
  ),
  fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
  fc.string({ minLength: 190, maxLength: 420, unit: fc.constantFrom('a', '.', '+', '/') }),
);

describe('the container of a file', () => {
  it('tells whose it is', () => {
    expect(fileOfContainer(containerOf(PROJECT, FILE))).toEqual({ project: PROJECT, fileId: FILE });
  });

  it.each([
    '',
    'files',
    'files-1',
    'files-1-2-3',
    'files-01-2',
    'files-1-0',
    'xfiles-1-2',
    'files-1-2\n',
    'files-1-99999999999999999',
  ])('is not %j', (container) => {
    expect(fileOfContainer(container)).toBeUndefined();
  });
});

describe('the name of a blob', () => {
  it.each(['a.csv', '..', 'C:\\x/y?z#1 %41.csv', 'Škoda.csv', '\u0000', 'x'.repeat(1024)])(
    'of the file %j needs no encoding and is no path',
    (name) => {
      expect(blobNameOf(named(name))).toMatch(/^3001_[\w.-]{1,60}$/);
    },
  );

  it('keeps the extension of a long name', () => {
    expect(blobNameOf(named(`${'x'.repeat(100)}.csv.gz`))).toMatch(/x\.csv\.gz$/);
  });

  it('is what the names of slices and manifest begin with', () => {
    expect(blobNameOf(named('a.csv', true))).toBe('3001_a.csv_');
    expect(manifestNameOf(named('a.csv', true))).toBe('3001_a.csv_manifest');
  });
});

describe('the key of a blob', () => {
  const SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9._=%+@-]{1,255}$/;

  it('is one that blob stores take, below the keys of its file', () => {
    fc.assert(
      fc.property(blobName, (name) => {
        const key = blobKeyOf(PROJECT, FILE, name);
        expect(key.startsWith(fileKeysOf(PROJECT, FILE))).toBe(true);
        for (const segment of key.split('/')) expect(segment).toMatch(SEGMENT);
      }),
    );
  });

  it('is that of no other name, nor the folder of one', () => {
    fc.assert(
      fc.property(blobName, blobName, (a, b) => {
        fc.pre(a !== b);
        const [one, other] = [blobKeyOf(PROJECT, FILE, a), blobKeyOf(PROJECT, FILE, b)];
        expect(one).not.toBe(other);
        expect(other.startsWith(`${one}/`)).toBe(false);
        expect(blockKeysOf(PROJECT, FILE, b).startsWith(blockKeysOf(PROJECT, FILE, a))).toBe(false);
      }),
    );
  });
});

describe('the manifest of an exported file', () => {
  const { project } = folded(
    history().exported('3001', {
      slices: [
        { blob: 's0', bytes: 6 },
        { blob: 's1', bytes: 4 },
      ],
    }),
  );
  const file = project.files.files.get(FILE);

  it.each([
    ['https://files.example/blob/a.blob.core.windows.net', 'azure://files.example/blob/a.blob.core.windows.net'],
    ['http://127.0.0.1:8080/blob/a.blob.core.windows.net', 'http://127.0.0.1:8080/blob/a.blob.core.windows.net'],
  ])('lists the slices in order, as clients of %s look for them', (endpoint, address) => {
    expect(file && manifestOf(PROJECT, file, endpoint)).toEqual({
      entries: [{ url: `${address}/files-15-3001/s0` }, { url: `${address}/files-15-3001/s1` }],
    });
  });
});
