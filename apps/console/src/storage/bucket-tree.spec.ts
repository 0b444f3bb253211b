import type { Bucket, TableListItem } from '../api/responses.js';
import { bucketTree } from './bucket-tree.js';

const bucket = (id: string): Bucket => ({ id, dataSizeBytes: 0, rowsCount: 0 });
const table = (bucketId: string, name: string, ...columns: string[]): TableListItem => ({
  id: `${bucketId}.${name}`,
  name,
  lastChangeDate: '2026-11-24T07:00:00+0000',
  rowsCount: 0,
  dataSizeBytes: 0,
  columns,
  version: 1,
  bucket: { id: bucketId },
});

const buckets = [bucket('out.c-b'), bucket('in.c-a'), bucket('in.c-empty')];
const tables = [table('out.c-b', 'z', 'amount'), table('in.c-a', 'flights', 'origin'), table('in.c-a', 'airports', 'iata')];
const shape = (find: string) =>
  bucketTree(buckets, tables, find).map((branch) => [branch.bucket.id, branch.tables.map(({ name }) => name)]);

describe('the tree of buckets', () => {
  it('stands in the order of ids, with empty buckets', () => {
    expect(shape('')).toEqual([
      ['in.c-a', ['airports', 'flights']],
      ['in.c-empty', []],
      ['out.c-b', ['z']],
    ]);
  });

  it('narrows to tables and columns that contain the text', () => {
    expect(shape('IATA')).toEqual([['in.c-a', ['airports']]]);
    expect(shape('flig')).toEqual([['in.c-a', ['flights']]]);
  });

  it('keeps a bucket whose own id contains the text', () => {
    expect(shape('empty')).toEqual([['in.c-empty', []]]);
  });
});
