import { stat } from 'node:fs/promises';
import fc from 'fast-check';
import { ScratchFolder } from '../testing/scratch-folder.js';
import { rowsIn, tableOf } from '../testing/tables.js';
import type { WrittenTable } from '../table-files.js';
import { collapseByKey } from './key-collapse.js';

describe('rows with the same key', () => {
  let scratch: ScratchFolder;

  beforeAll(async () => {
    scratch = await ScratchFolder.create();
  });
  afterAll(() => scratch.remove());

  const collapsed = async (
    rows: readonly (readonly string[])[],
    primaryKey: readonly string[],
    rowsPerFile = 2,
  ): Promise<WrittenTable | undefined> =>
    collapseByKey({
      table: await tableOf(scratch, rows, rowsPerFile),
      primaryKey,
      outDir: scratch.newPath(),
      limits: scratch.limits,
    });

  it('collapse into the last of them, over all files', async () => {
    const result = await collapsed(
      [
        ['id', 'value'],
        ['1', 'first'],
        ['2', 'only'],
        ['1', 'second'],
        ['1', 'last'],
      ],
      ['id'],
    );
    expect(result).toMatchObject({ rows: 2, columns: [{ name: 'id' }, { name: 'value' }] });
    expect(await rowsIn(result?.files.map(({ path }) => path) ?? [])).toEqual([
      ['2', 'only'],
      ['1', 'last'],
    ]);
  });

  it('that do not exist leave the table as it is, and nothing behind', async () => {
    const outDir = scratch.newPath();
    const table = await tableOf(scratch, [
      ['id', 'value'],
      ['1', 'same'],
      ['2', 'same'],
    ]);
    expect(await collapseByKey({ table, primaryKey: ['id'], outDir, limits: scratch.limits })).toBeUndefined();
    await expect(stat(outDir)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('are found in tables whose columns are called like what DuckDB adds', async () => {
    const names = ['filename', 'file_row_number', 'c1'];
    const result = await collapsed([names, ['a', '1', 'x'], ['a', '2', 'y']], ['filename']);
    expect(result?.columns.map(({ name }) => name)).toEqual(names);
    expect(await rowsIn(result?.files.map(({ path }) => path) ?? [])).toEqual([['a', '2', 'y']]);
  });

  it('cannot be told by a column that the table lacks', async () => {
    await expect(collapsed([['id'], ['1']], ['nope'])).rejects.toMatchObject({ code: 'COLUMN_UNKNOWN', fault: 'user' });
  });

  it('are none in an empty table', async () => {
    expect(
      await collapseByKey({
        table: { files: [], columns: [{ name: 'id' }] },
        primaryKey: ['id'],
        outDir: scratch.newPath(),
        limits: scratch.limits,
      }),
    ).toBeUndefined();
  });

  it('keep what a map of the rows would keep', async () => {
    const key = fc.constantFrom('', 'a', 'b', 'c');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(key, key), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 7 }),
        async (keys, rowsPerFile) => {
          const rows = keys.map(([first, second], index) => [first, second, String(index)]);
          const last = new Map(rows.map((row) => [JSON.stringify(row.slice(0, 2)), row]));
          const result = await collapsed([['first', 'second', 'value'], ...rows], ['first', 'second'], rowsPerFile);
          if (result === undefined) expect(last.size).toBe(rows.length);
          else expect((await rowsIn(result.files.map(({ path }) => path))).sort()).toEqual([...last.values()].sort());
        },
      ),
      { numRuns: 15 },
    );
  });
});
