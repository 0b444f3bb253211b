import fc from 'fast-check';
import { ScratchFolder } from '../testing/scratch-folder.js';
import { tableOf } from '../testing/tables.js';
import { previewRows, type RowPreview } from './row-preview.js';
import type { RowFilter, RowSelection } from './row-selection.js';
import type { TableFiles } from '../table-files.js';

const airports = [
  ['iata', 'state', 'elevation'],
  ['ABC', 'AK', '10'],
  ['DEF', 'TX', '9'],
  ['GHI', '', 'none'],
  ['JKL', 'TX', '100'],
];

describe('a preview', () => {
  let scratch: ScratchFolder;
  let table: TableFiles;

  beforeAll(async () => {
    scratch = await ScratchFolder.create();
    table = await tableOf(scratch, airports, 3);
  });
  afterAll(() => scratch.remove());

  const preview = (selection: RowSelection = {}): Promise<RowPreview> =>
    previewRows({ table, limit: 100, ...selection, limits: scratch.limits });
  const firstColumn = async (selection: RowSelection): Promise<unknown[]> =>
    (await preview(selection)).rows.map(([value]) => value);

  it('gives all columns and rows of the files in order', async () => {
    expect(await preview()).toEqual({ columns: airports[0], rows: airports.slice(1), truncated: [] });
  });

  it('gives the columns that are asked for, in that order', async () => {
    expect(await preview({ columns: ['elevation', 'iata'], limit: 1 })).toMatchObject({
      columns: ['elevation', 'iata'],
      rows: [['10', 'ABC']],
    });
  });

  it('gives no more rows than asked for, down to none', async () => {
    expect((await preview({ limit: 2 })).rows).toHaveLength(2);
    expect((await preview({ limit: 0 })).rows).toEqual([]);
  });

  it('gives an empty table that has no files', async () => {
    const empty = { files: [], columns: table.columns };
    expect(await previewRows({ table: empty, limit: 10, limits: scratch.limits })).toEqual({
      columns: airports[0],
      rows: [],
      truncated: [],
    });
  });

  it.each<[RowFilter, string[]]>([
    [{ column: 'state', operator: 'eq', values: ['TX'] }, ['DEF', 'JKL']],
    [{ column: 'state', operator: 'eq', values: ['TX', ''] }, ['DEF', 'GHI', 'JKL']],
    [{ column: 'state', operator: 'ne', values: ['TX'] }, ['ABC', 'GHI']],
    [{ column: 'elevation', operator: 'gt', values: ['10'] }, ['DEF', 'GHI', 'JKL']],
    [{ column: 'elevation', operator: 'gt', values: ['9.5'], comparedAs: 'DOUBLE' }, ['ABC', 'JKL']],
    [{ column: 'elevation', operator: 'le', values: ['10'], comparedAs: 'INTEGER' }, ['ABC', 'DEF']],
    [{ column: 'elevation', operator: 'ge', values: ['many'], comparedAs: 'INTEGER' }, []],
    [{ column: 'elevation', operator: 'lt', values: ['10'], comparedAs: 'INTEGER' }, ['DEF']],
  ])('keeps the rows that pass %j', async (filter, expected) => {
    expect(await firstColumn({ where: [filter] })).toEqual(expected);
  });

  it('needs a row to pass all filters', async () => {
    const where: RowFilter[] = [
      { column: 'state', operator: 'eq', values: ['TX'] },
      { column: 'iata', operator: 'ne', values: ['DEF'] },
    ];
    expect(await firstColumn({ where })).toEqual(['JKL']);
  });

  it('sorts as text or as numbers', async () => {
    expect(await firstColumn({ orderBy: [{ column: 'elevation', direction: 'ASC' }] })).toEqual(['ABC', 'JKL', 'DEF', 'GHI']);
    expect(await firstColumn({ orderBy: [{ column: 'elevation', direction: 'DESC', comparedAs: 'INTEGER' }] })).toEqual([
      'GHI',
      'JKL',
      'ABC',
      'DEF',
    ]);
    expect(
      await firstColumn({
        orderBy: [
          { column: 'state', direction: 'DESC' },
          { column: 'iata', direction: 'DESC' },
        ],
      }),
    ).toEqual(['JKL', 'DEF', 'ABC', 'GHI']);
  });

  it('takes any text as a value of a filter, never as SQL', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom("' OR 1 = 1 --", "'; DROP TABLE x; --", '\0')),
        async (value) => {
          fc.pre(!['ABC', 'DEF', 'GHI', 'JKL'].includes(value));
          expect(await firstColumn({ where: [{ column: 'iata', operator: 'eq', values: [value] }] })).toEqual([]);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('cuts long cells and says which', async () => {
    const long = await tableOf(scratch, [
      ['a', 'b'],
      ['😀'.repeat(20_000), 'x'],
      ['y', 'x'.repeat(16_384)],
    ]);
    const { rows, truncated } = await previewRows({ table: long, limit: 10, limits: scratch.limits });

    expect(rows[0]?.[0]).toBe('😀'.repeat(16_384));
    expect(rows[1]?.[1]).toHaveLength(16_384);
    expect(truncated).toEqual([{ row: 0, column: 0 }]);
  });

  it.each<[string, RowSelection]>([
    ['COLUMN_UNKNOWN', { columns: ['IATA'] }],
    ['COLUMN_UNKNOWN', { where: [{ column: 'iata"', operator: 'eq', values: ['x'] }] }],
    ['COLUMN_UNKNOWN', { orderBy: [{ column: 'none', direction: 'ASC' }] }],
    ['SELECTION_INVALID', { where: [{ column: 'iata', operator: 'eq', values: [] }] }],
    ['SELECTION_INVALID', { where: [{ column: 'iata', operator: 'gt', values: ['1', '2'] }] }],
    ['SELECTION_INVALID', { columns: [] }],
    ['SELECTION_INVALID', { limit: 1_001 }],
    ['SELECTION_INVALID', { limit: -1 }],
    ['SELECTION_INVALID', { limit: 1.5 }],
  ])('is refused with %s for %j', async (code, selection) => {
    await expect(preview(selection)).rejects.toMatchObject({ code, fault: 'user' });
  });

  it('says that a file of the table is missing or damaged', async () => {
    const missing = { files: [scratch.newPath()], columns: table.columns };
    const damaged = {
      files: [await scratch.file('PAR1 this is no Parquet file, it only begins like one')],
      columns: table.columns,
    };

    await expect(previewRows({ table: missing, limit: 1, limits: scratch.limits })).rejects.toMatchObject({
      code: 'PARQUET_UNREADABLE',
    });
    await expect(previewRows({ table: damaged, limit: 1, limits: scratch.limits })).rejects.toMatchObject({
      code: 'PARQUET_UNREADABLE',
    });
  });
});
