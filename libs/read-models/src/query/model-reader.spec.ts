import type { ProjectId } from '@runledger/contracts';
import { id } from '@runledger/domain/testing';
import fc from 'fast-check';
import { writeDocuments } from '../generation/document-writer.js';
import { LiveGeneration } from '../generation/live-generation.js';
import { documentOf, storedDocumentOf } from '../model/document.js';
import { defineModel, type KeysOf } from '../model/model.js';
import type { Projection } from '../projection/projection.js';
import { ScratchStore } from '../testing/scratch-store.js';
import type { Filter } from './filter.js';
import { ModelReader, QUERY_LIMIT_MAX } from './model-reader.js';

const files = defineModel({
  name: 'files',
  version: 1,
  keys: { name: 'string', bytes: 'number', isPublic: 'boolean', tags: 'strings' },
  indexes: [['bytes']],
});
type Kinds = typeof files.keys;
type Keys = KeysOf<Kinds>;

const projection: Projection = { owner: 'files', models: [files], contexts: [], concerns: [], documentsOf: () => [] };
const MINE: ProjectId = id('1');
const THEIRS: ProjectId = id('2');

type Comparable = string | number | boolean;
const COMPARISONS: Readonly<Record<'gt' | 'gte' | 'lt' | 'lte', (a: Comparable, b: Comparable) => boolean>> = {
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
};

/** `*` stands for nothing, or for one character and again for any text. */
const isLike = (text: string, pattern: string): boolean => {
  if (pattern === '') return text === '';
  if (pattern.startsWith('*')) return isLike(text, pattern.slice(1)) || (text !== '' && isLike(text.slice(1), pattern));
  return text.charAt(0) === pattern.charAt(0) && isLike(text.slice(1), pattern.slice(1));
};

/** What a filter means, said once more without a store. */
const matches = (keys: Keys, filter: Filter<Kinds>): boolean => {
  const valuesOf = (key: keyof Kinds): readonly Comparable[] => [keys[key]].flat().flatMap((value) => value ?? []);
  switch (filter.op) {
    case 'eq':
      return valuesOf(filter.key).includes(filter.value);
    case 'in':
      return valuesOf(filter.key).some((value) => filter.values.some((wanted) => wanted === value));
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return valuesOf(filter.key).some((value) => COMPARISONS[filter.op](value, filter.value));
    case 'prefix':
      return valuesOf(filter.key).some((value) => String(value).startsWith(filter.value));
    case 'contains':
      return valuesOf(filter.key).some((value) => String(value).includes(filter.value));
    case 'like':
      return valuesOf(filter.key).some((value) => isLike(String(value), filter.value));
    case 'exists':
      return keys[filter.key] !== null;
    case 'null':
      return keys[filter.key] === null;
    case 'and':
      return filter.filters.every((each) => matches(keys, each));
    case 'or':
      return filter.filters.some((each) => matches(keys, each));
    case 'not':
      return !matches(keys, filter.filter);
  }
};

const text = fc.constantFrom(
  '',
  'a',
  'ab',
  'a.b',
  'a*',
  '(',
  '\\',
  '$gt',
  '{"$ne":null}',
  '\0',
  'a\0b',
  '日本',
  '😀',
  '^a',
  'b\n^a',
  'b\n',
);
const amount = fc.integer({ min: -2, max: 3 });
const keysOfAFile: fc.Arbitrary<Keys> = fc.record({
  name: fc.option(text),
  bytes: fc.option(amount),
  isPublic: fc.option(fc.boolean()),
  tags: fc.option(fc.array(text, { maxLength: 3 })),
});

const { filter } = fc.letrec<{ filter: Filter<Kinds> }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.record({ op: fc.constant('eq'), key: fc.constantFrom('name', 'tags'), value: text }),
    fc.record({ op: fc.constant('eq'), key: fc.constant('bytes'), value: amount }),
    fc.record({ op: fc.constant('eq'), key: fc.constant('isPublic'), value: fc.boolean() }),
    fc.record({ op: fc.constant('in'), key: fc.constantFrom('name', 'tags'), values: fc.array(text, { maxLength: 3 }) }),
    fc.record({ op: fc.constant('in'), key: fc.constant('bytes'), values: fc.array(amount, { maxLength: 3 }) }),
    fc.record({ op: fc.constantFrom('gt', 'gte', 'lt', 'lte'), key: fc.constant('bytes'), value: amount }),
    fc.record({
      op: fc.constantFrom('gt', 'gte', 'lt', 'lte'),
      key: fc.constant('name'),
      value: fc.constantFrom('a', 'ab', 'b'),
    }),
    fc.record({ op: fc.constantFrom('prefix', 'contains', 'like'), key: fc.constant('name'), value: text }),
    fc.record({
      op: fc.constant('like'),
      key: fc.constant('name'),
      value: fc.constantFrom('*', '*b', 'a*b', '*a*', '*^*a', 'a**b', 'a*b*', '*\n*'),
    }),
    fc.record({ op: fc.constantFrom('exists', 'null'), key: fc.constantFrom('name', 'bytes', 'isPublic', 'tags') }),
    fc.record({ op: fc.constantFrom('and', 'or'), filters: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ op: fc.constant('not'), filter: tie('filter') }),
  ),
}));

describe('Queries on a model', () => {
  const scratch = new ScratchStore();
  const live = new LiveGeneration(scratch.store, projection);
  const reader = new ModelReader(scratch.store, live, () => false);
  let last = 0;

  afterAll(() => scratch.remove());

  const write = async (project: ProjectId, documents: Readonly<Record<string, Keys>>): Promise<void> => {
    const stored = Object.entries(documents).map(([id, keys]) =>
      storedDocumentOf(documentOf(files, { project, id, keys, body: JSON.stringify({ id, ...keys }) }), 0, 7),
    );
    await writeDocuments(await live.open(), new Map([['files', stored]]));
  };
  /** A project of its own, so that documents of other tests are not in the way. */
  const aProject = (): ProjectId => id(`p${(last += 1)}`);
  const aFile = (over: Partial<Keys> = {}): Keys => ({ name: null, bytes: null, isPublic: null, tags: null, ...over });

  it('find just what the filter means, whatever text a user puts into it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(keysOfAFile, { minLength: 1, maxLength: 8 }),
        fc.array(filter, { minLength: 5, maxLength: 10 }),
        async (kept, filters) => {
          const project = aProject();
          const documents = Object.fromEntries(kept.map((keys, index) => [String(index), keys]));
          await write(project, documents);
          for (const each of filters) {
            const wanted = Object.keys(documents).filter((id) => matches(documents[id] ?? aFile(), each));
            const found = await reader.find(files, { project, filter: each, limit: 100 });
            expect({ filter: each, ids: found.map(({ id }) => id) }).toEqual({ filter: each, ids: wanted });
            expect(await reader.count(files, { project, filter: each })).toBe(wanted.length);
          }
        },
      ),
      { numRuns: 40 },
    );
  }, 120_000);

  it('match many wildcards against a long text without trying every way', async () => {
    const project = aProject();
    await write(project, { '1': aFile({ name: 'a'.repeat(1000) }) });
    const like = (value: string): Filter<Kinds> => ({ op: 'like', key: 'name', value });
    expect(await reader.count(files, { project, filter: like('*a'.repeat(300)) })).toBe(1);
    expect(await reader.count(files, { project, filter: like(`${'*a'.repeat(300)}*b*`) })).toBe(0);
  });

  it('give keys, position and the body as it was written', async () => {
    const project = aProject();
    const keys = aFile({ name: 'flights.csv', bytes: 12, tags: ['csv'] });
    await write(project, { '9': keys });
    expect(await reader.get(files, { project, id: '9' })).toEqual({
      id: '9',
      keys,
      position: 7,
      body: JSON.stringify({ id: '9', ...keys }),
    });
  });

  it('never reach the documents of another project, not even by id', async () => {
    await write(THEIRS, { '9': aFile({ name: 'secret' }) });
    expect(await reader.get(files, { project: MINE, id: '9' })).toBeUndefined();
    expect(
      await reader.find(files, { project: MINE, filter: { op: 'not', filter: { op: 'null', key: 'name' } }, limit: 10 }),
    ).toEqual([]);
    expect(
      await reader.find(files, { project: MINE, filter: { op: 'or', filters: [{ op: 'exists', key: 'name' }] }, limit: 10 }),
    ).toEqual([]);
  });

  it('sort by several keys and page without overlap, equal documents by id', async () => {
    const project = aProject();
    const documents = Object.fromEntries(
      Array.from({ length: 25 }, (_, index) => [
        String(100 + index),
        aFile({ bytes: index % 3, name: index % 2 === 0 ? 'a' : 'b' }),
      ]),
    );
    await write(project, documents);
    const sort = [
      { key: 'bytes', direction: 'descending' },
      { key: 'name', direction: 'ascending' },
    ] as const;
    const pages = await Promise.all([0, 10, 20, 30].map((skip) => reader.find(files, { project, sort, skip, limit: 10 })));
    expect(pages.map(({ length }) => length)).toEqual([10, 10, 5, 0]);
    const ranks = pages.flat().map(({ id, keys }) => `${9 - (keys.bytes ?? 0)}/${keys.name ?? ''}/${id}`);
    expect(ranks).toEqual([...ranks].sort());
    expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(25);
  });

  it('put documents without a value first, in descending order last', async () => {
    const project = aProject();
    await write(project, { '1': aFile({ bytes: 5 }), '2': aFile(), '3': aFile({ bytes: 1 }) });
    const idsOf = async (direction: 'ascending' | 'descending') =>
      (await reader.find(files, { project, sort: [{ key: 'bytes', direction }], limit: 10 })).map(({ id }) => id);
    expect(await idsOf('ascending')).toEqual(['2', '3', '1']);
    expect(await idsOf('descending')).toEqual(['1', '3', '2']);
  });

  it('give nothing for a limit of 0 and beyond the end, and refuse what is no count', async () => {
    const project = aProject();
    await write(project, { '1': aFile() });
    expect(await reader.find(files, { project, limit: 0 })).toEqual([]);
    expect(await reader.find(files, { project, skip: Number.MAX_SAFE_INTEGER, limit: 1 })).toEqual([]);
    for (const bounds of [
      { limit: -1 },
      { limit: 1.5 },
      { limit: QUERY_LIMIT_MAX + 1 },
      { limit: 1, skip: -1 },
      { limit: NaN },
    ]) {
      await expect(reader.find(files, { project, ...bounds })).rejects.toMatchObject({ code: 'QUERY_INVALID' });
    }
  });

  it('do not find what was deleted', async () => {
    const project = aProject();
    await write(project, { '1': aFile({ name: 'a' }), '2': aFile({ name: 'a' }) });
    await writeDocuments(
      await live.open(),
      new Map([['files', [storedDocumentOf({ model: 'files', project, id: '1', deleted: true }, 0, 8)]]]),
    );
    expect(await reader.get(files, { project, id: '1' })).toBeUndefined();
    expect((await reader.find(files, { project, limit: 10 })).map(({ id }) => id)).toEqual(['2']);
    expect(await reader.count(files, { project })).toBe(1);
  });
});

describe('A model', () => {
  it('is refused where it is defined when a key would collide with what every document has', () => {
    expect(() => defineModel({ name: 'jobs', version: 1, keys: { project: 'string' }, indexes: [] })).toThrow(/project/);
    expect(() => defineModel({ name: 'jobs', version: 1, keys: { $where: 'string' }, indexes: [] })).toThrow(/\$where/);
    expect(() => defineModel({ name: 'Jobs g7', version: 1, keys: {}, indexes: [] })).toThrow(/snake_case/);
  });
});
