import { access, readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { RFC_4180 } from '../csv/csv-dialect.js';
import { importCsv } from '../csv/csv-import.js';
import { ScratchFolder } from '../testing/scratch-folder.js';
import { rowsIn, tableOf } from '../testing/tables.js';
import { exportCsv, type CsvExport, type CsvExportRequest } from './csv-export.js';

describe('an export', () => {
  let scratch: ScratchFolder;

  beforeAll(async () => {
    scratch = await ScratchFolder.create();
  });
  afterAll(() => scratch.remove());

  const exported = (request: Pick<CsvExportRequest, 'table'> & Partial<CsvExportRequest>): Promise<CsvExport> =>
    exportCsv({ gzip: false, outDir: scratch.newPath(), limits: scratch.limits, ...request });
  const textOf = async ({ slices }: CsvExport): Promise<string> =>
    (await Promise.all(slices.map(({ path }) => readFile(path, 'utf8')))).join('');
  const numbers = (count: number): string[][] => [
    ['id', 'text'],
    ...Array.from({ length: count }, (_, index) => [String(index), `text ${Math.sin(index)}`]),
  ];

  it('writes every value quoted, without a header, lines ending in LF', async () => {
    const table = await tableOf(scratch, [
      ['a', 'b'],
      ['1', ''],
      ['x "y"', 'two\nlines'],
    ]);
    const result = await exported({ table });

    expect(await textOf(result)).toBe('"1",""\n"x ""y""","two\nlines"\n');
    expect(result).toMatchObject({ rows: 2, columns: ['a', 'b'] });
    for (const { path, bytes } of result.slices) {
      expect(basename(path)).toMatch(/^part-\d+\.csv$/);
      expect(bytes).toBe((await stat(path)).size);
    }
  });

  it('compresses slices when asked to', async () => {
    const result = await exported({ table: await tableOf(scratch, [['a'], ['1']]), gzip: true });

    const [slice] = result.slices;
    expect(slice?.path).toMatch(/part-0\.csv\.gz$/);
    expect(gunzipSync(await readFile(slice?.path ?? '')).toString()).toBe('"1"\n');
  });

  it('writes one empty slice for no rows', async () => {
    const result = await exported({ table: { files: [], columns: [{ name: 'a' }] } });

    expect(result).toMatchObject({ rows: 0, slices: [{ bytes: 0 }] });
  });

  it('takes columns, filters, order and limit', async () => {
    const result = await exported({
      table: await tableOf(scratch, numbers(50), 20),
      columns: ['id'],
      where: [{ column: 'id', operator: 'ne', values: ['49'] }],
      orderBy: [{ column: 'id', direction: 'DESC', comparedAs: 'INTEGER' }],
      limit: 3,
    });

    expect(await textOf(result)).toBe('"48"\n"47"\n"46"\n');
    expect(result.rows).toBe(3);
  });

  it('writes large tables in several slices that hold each row once', async () => {
    const table = await tableOf(scratch, numbers(200_000), 200_000);
    const result = await exported({ table, targetFileBytes: 1_000_000 });

    expect(result.slices.length).toBeGreaterThan(2);
    const ids = (await textOf(result))
      .trimEnd()
      .split('\n')
      .map((line) => line.split(',')[0]);
    expect(ids).toHaveLength(200_000);
    expect(new Set(ids).size).toBe(200_000);
  });

  it('keeps the order that was asked for', async () => {
    const table = await tableOf(scratch, numbers(200_000), 200_000);
    const result = await exported({
      table,
      columns: ['id'],
      orderBy: [{ column: 'id', direction: 'ASC', comparedAs: 'INTEGER' }],
      targetFileBytes: 100_000,
    });

    expect(await textOf(result)).toBe(Array.from({ length: 200_000 }, (_, index) => `"${index}"\n`).join(''));
  });

  it('is read back by an import as the same table, whatever is in it', async () => {
    const value = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 15 }),
      fc.constantFrom('', '"', ',', '\r\n', '\n', '\0', '\\', 'NULL'),
    );
    const rows = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 15 });

    await fc.assert(
      fc.asyncProperty(rows, fc.boolean(), async (data, gzip) => {
        const { slices, columns } = await exported({ table: await tableOf(scratch, [['a', 'b'], ...data]), gzip });
        const imported = await importCsv({
          files: slices.map(({ path }) => path),
          columns: { from: 'caller', names: columns },
          dialect: RFC_4180,
          primaryKey: [],
          outDir: scratch.newPath(),
          limits: scratch.limits,
        });
        expect(await rowsIn(imported.files.map(({ path }) => path))).toEqual(data);
      }),
      { numRuns: 20 },
    );
  });

  it('leaves nothing behind when it fails', async () => {
    const outDir = scratch.newPath();
    const table = { files: [scratch.newPath()], columns: [{ name: 'a' }] };

    await expect(exported({ table, outDir })).rejects.toMatchObject({ code: 'PARQUET_UNREADABLE' });
    await expect(access(outDir)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
