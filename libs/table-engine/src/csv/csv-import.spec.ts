import { access, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { DuckDBInstance } from '@duckdb/node-api';
import { isEngineFailure, type EngineFailure } from '../engine-failure.js';
import { ScratchFolder } from '../testing/scratch-folder.js';
import { RFC_4180 } from './csv-dialect.js';
import { importCsv, type CsvImportRequest, type CsvImportResult } from './csv-import.js';

let scratch: ScratchFolder;

beforeEach(async () => {
  scratch = await ScratchFolder.create();
});
afterEach(() => scratch.remove());

type Content = string | Uint8Array;

const request = async (contents: readonly Content[], changes: Partial<CsvImportRequest> = {}): Promise<CsvImportRequest> => ({
  files: await Promise.all(contents.map((content) => scratch.file(content))),
  columns: { from: 'header' },
  dialect: RFC_4180,
  primaryKey: [],
  outDir: scratch.newPath(),
  limits: scratch.limits,
  ...changes,
});

const load = async (content: Content | readonly Content[], changes?: Partial<CsvImportRequest>): Promise<CsvImportResult> =>
  importCsv(await request(typeof content === 'string' || content instanceof Uint8Array ? [content] : content, changes));

async function rowsOf({ files }: CsvImportResult): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(
    `SELECT * FROM read_parquet([${files.map(({ path }) => `'${path}'`).join(', ')}])`,
  );
  const rows = reader.getRows();
  connection.disconnectSync();
  instance.closeSync();
  return rows;
}

/** The failure of an import, after checking that it left nothing behind. */
async function failureOf(contents: Content | readonly Content[], changes?: Partial<CsvImportRequest>): Promise<EngineFailure> {
  const list = typeof contents === 'string' || contents instanceof Uint8Array ? [contents] : contents;
  const attempt = await request(list, changes);
  const error: unknown = await importCsv(attempt).then(
    () => new Error('the import succeeded'),
    (reason: unknown) => reason,
  );
  if (!isEngineFailure(error)) throw error;
  await expect(access(attempt.outDir)).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(readdir(scratch.limits.tempDir).catch(() => [])).resolves.toEqual([]);
  return error;
}

const notUtf8 = Buffer.from([0xc3, 0x28]);

describe('importing a CSV', () => {
  it('keeps every value as the string that it is', async () => {
    const result = await load('id,value\n007, x \n-1.50,NULL\n1e3,true\n');

    expect(result).toMatchObject({ rows: 3, rowsRead: 3, columns: [{ name: 'id' }, { name: 'value' }] });
    expect(await rowsOf(result)).toEqual([
      ['007', ' x '],
      ['-1.50', 'NULL'],
      ['1e3', 'true'],
    ]);
  });

  it('reports the files that it wrote with their rows and bytes', async () => {
    const { files } = await load('a\n1\n2\n');

    expect(files).toHaveLength(1);
    for (const { path, rows, bytes } of files) {
      expect(rows).toBe(2);
      expect(bytes).toBe((await stat(path)).size);
    }
  });

  it('makes no difference between an absent and an empty value: both are empty strings', async () => {
    expect(await rowsOf(await load('a,b\n,""\n"",\n'))).toEqual([
      ['', ''],
      ['', ''],
    ]);
  });

  it.each<[string, Content, string[][]]>([
    ['quoted values', 'a,b\n"x,y","he said ""no"""\n', [['x,y', 'he said "no"']]],
    ['line breaks in values', 'a,b\n"x\ny\r\nz",2\n', [['x\ny\r\nz', '2']]],
    ['CR LF line ends', 'a,b\r\n1,2\r\n', [['1', '2']]],
    ['CR line ends', 'a,b\r1,2\r', [['1', '2']]],
    ['a byte order mark', '\uFEFFa,b\n1,2\n', [['1', '2']]],
    ['no line end at the end', 'a,b\n1,2', [['1', '2']]],
    ['a header of several lines', '"first\nname",b\n1,2\n', []],
    ['a NUL byte in a value', 'a,b\n1,x\0y\n', [['1', 'x\0y']]],
    ['only a header', 'a,b\n', []],
    ['only a header without line end', 'a,b', []],
    ['gzip', gzipSync('a,b\n1,2\n'), [['1', '2']]],
    [
      'gzip of several members',
      Buffer.concat([gzipSync('a,b\n1,2\n'), gzipSync('3,4\n')]),
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    [
      'characters of all lengths',
      'a,b\nč,日本\n😀,ß\n',
      [
        ['č', '日本'],
        ['😀', 'ß'],
      ],
    ],
  ])('reads %s', async (name, content, rows) => {
    if (name === 'a header of several lines') {
      await expect(load(content)).rejects.toMatchObject({ code: 'CSV_HEADER_INVALID' });
      return;
    }
    const result = await load(content);
    expect(result.columns).toEqual([{ name: 'a' }, { name: 'b' }]);
    expect(await rowsOf(result)).toEqual(rows);
  });

  it('reads back what a CSV writer wrote, whatever is in the values', async () => {
    const value = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.constantFrom('', ',', '"', '\n', '\r\n', 'NULL', '\\N', '\t', "'", '\0', ' '),
    );
    const rows = fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 20 });
    const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

    await fc.assert(
      fc.asyncProperty(rows, async (table) => {
        const text = ['"a","b","c"', ...table.map((row) => row.map(quoted).join(','))].join('\n');
        expect(await rowsOf(await load(`${text}\n`))).toEqual(table);
      }),
      { numRuns: 40 },
    );
  });

  it('takes a tab as the two characters \\t', async () => {
    expect(await rowsOf(await load('a\tb\n1\t2\n', { dialect: { ...RFC_4180, delimiter: '\\t' } }))).toEqual([['1', '2']]);
  });

  it('takes another delimiter and enclosure', async () => {
    expect(await rowsOf(await load("a;b\n'x;''y';2\n", { dialect: { delimiter: ';', enclosure: "'", escapedBy: '' } }))).toEqual([
      ["x;'y", '2'],
    ]);
  });

  it('takes no enclosure at all', async () => {
    expect(await rowsOf(await load('a,b\n"x",2\n', { dialect: { delimiter: ',', enclosure: '', escapedBy: '' } }))).toEqual([
      ['"x"', '2'],
    ]);
  });

  it('takes an escape character, which takes the next one as it is', async () => {
    const dialect = { delimiter: ',', enclosure: '', escapedBy: '\\' };
    const result = await load('a,b\nx\\,y,\\\\\n,\nz\\\nz,"q"\n', { dialect });

    expect(await rowsOf(result)).toEqual([
      ['x,y', '\\'],
      ['', ''],
      ['z\nz', '"q"'],
    ]);
  });

  it('reads slices in their order, with columns from the caller, plain and gzipped mixed', async () => {
    const slices = ['1,a\n', gzipSync('2,b\n'), gzipSync('3,c\n'), '', '4,d'];
    const result = await load(slices, { columns: { from: 'caller', names: ['id', 'name'] } });

    expect(result.columns).toEqual([{ name: 'id' }, { name: 'name' }]);
    expect((await rowsOf(result)).map(([id]) => id)).toEqual(['1', '2', '3', '4']);
  });

  it('reads slices that each have the header', async () => {
    expect(await rowsOf(await load(['a,b\n1,2\n', 'a,b\n3,4\n']))).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  it('makes an empty table of empty slices when the caller names the columns', async () => {
    const result = await load(['', ''], { columns: { from: 'caller', names: ['id', 'name'] } });

    expect(result).toMatchObject({ rows: 0, rowsRead: 0, columns: [{ name: 'id' }, { name: 'name' }] });
    expect(await rowsOf(result)).toEqual([]);
  });

  it('keeps the order of rows and every one of them, also with threads', async () => {
    const count = 400_000;
    const lines = Array.from({ length: count }, (_, index) => `${index},some text to make the row longer ${index}`);
    const rows = await rowsOf(await load(`id,text\n${lines.join('\n')}\n`));

    expect(rows).toHaveLength(count);
    expect(rows.every(([id], index) => id === String(index))).toBe(true);
  });

  it('splits a large table into files', async () => {
    const lines = Array.from({ length: 300_000 }, (_, index) => `${index},${Math.sin(index)}`);
    const result = await load(`id,value\n${lines.join('\n')}\n`, { targetFileBytes: 1_000_000 });

    expect(result.files.length).toBeGreaterThan(1);
    expect(result.rows).toBe(300_000);
    expect(new Set((await rowsOf(result)).map(([id]) => id)).size).toBe(300_000);
  });

  it('reads a value of 50 MB', async () => {
    const result = await load(`a,b\n1,${'x'.repeat(50_000_000)}\n2,y\n`);

    expect((await rowsOf(result)).map(([, b]) => String(b).length)).toEqual([50_000_000, 1]);
  });

  it.each([
    ['as the last row', `a,b\n1,${'x'.repeat(33_000_000)}\n`, [33_000_000]],
    ['as the last row, gzipped', gzipSync(`a,b\r\n1,${'x'.repeat(33_000_000)}\r\n\r\n`), [33_000_000]],
    ['in the middle', `a,b\n1,${'x'.repeat(33_000_000)}\n2,y\n`, [33_000_000, 1]],
    ['quoted, of many lines', `a,b\n1,"${`${'x'.repeat(99)}\n`.repeat(400_000)}"\n2,y\n`, [40_000_000, 1]],
  ])('keeps a row that is longer than a buffer of the parallel reader, %s', async (_, content, lengths) => {
    expect((await rowsOf(await load(content))).map(([, b]) => String(b).length)).toEqual(lengths);
  });

  it('reads 2,000 columns', async () => {
    const names = Array.from({ length: 2_000 }, (_, index) => `column_${index}`);
    const result = await load(`${names.join(',')}\n${names.map((_, index) => index).join(',')}\n`);

    expect(result.columns).toHaveLength(2_000);
    expect((await rowsOf(result))[0]?.[1_999]).toBe('1999');
  });

  it('takes column names that mean something to SQL or to us', async () => {
    const names = ['select', 'file_row_number', 'filename', 'rowid', 'c0', 'row_number', 'a"b', "it's", 'Ž lutý'];
    const header = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(',');
    const result = await load(`${header}\n${names.map((_, index) => index).join(',')}\n`, {
      primaryKey: ['file_row_number', 'c0'],
    });

    expect(result.columns.map(({ name }) => name)).toEqual(names);
    expect(await rowsOf(result)).toEqual([names.map((_, index) => String(index))]);
  });
});

describe('a primary key', () => {
  it('keeps the last of the rows with the same key', async () => {
    const result = await load('id,part,value\n1,a,first\n2,a,only\n1,a,last\n1,b,other\n', { primaryKey: ['id', 'part'] });

    expect(result).toMatchObject({ rowsRead: 4, rows: 3 });
    expect(await rowsOf(result)).toEqual([
      ['2', 'a', 'only'],
      ['1', 'a', 'last'],
      ['1', 'b', 'other'],
    ]);
  });

  it('keeps what a map of the rows would keep, over all slices', async () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.constantFrom('', 'x', 'X'), fc.nat(1000));
    const slices = fc.array(fc.array(row, { maxLength: 30 }), { minLength: 1, maxLength: 4 });

    await fc.assert(
      fc.asyncProperty(slices, async (parts) => {
        const contents = parts.map((rows, index) => {
          const text = rows.map((cells) => `${cells.join(',')}\n`).join('');
          return index % 2 === 0 ? text : gzipSync(text);
        });
        const expected = new Map(parts.flat().map((cells) => [`${cells[0]},${cells[1]}`, cells.map(String)]));
        const result = await load(contents, { columns: { from: 'caller', names: ['k1', 'k2', 'v'] }, primaryKey: ['k1', 'k2'] });

        expect((await rowsOf(result)).map(String).sort()).toEqual([...expected.values()].map(String).sort());
        expect(result).toMatchObject({ rowsRead: parts.flat().length, rows: expected.size });
      }),
      { numRuns: 25 },
    );
  });

  it('keeps the last row also among very many', async () => {
    const lines = Array.from({ length: 300_000 }, (_, index) => `${index % 1_000},${index}`);
    const rows = await rowsOf(await load(`id,value\n${lines.join('\n')}\n`, { primaryKey: ['id'] }));

    expect(rows).toHaveLength(1_000);
    expect(rows.every(([, value]) => Number(value) >= 299_000)).toBe(true);
  });

  it('must be made of columns of the file', async () => {
    expect(await failureOf('a,b\n1,2\n', { primaryKey: ['A'] })).toMatchObject({ code: 'COLUMN_UNKNOWN', fault: 'user' });
  });
});

describe('a CSV that cannot be imported', () => {
  const many = 'fine,fine\n'.repeat(400_000);

  it.each<[string, Content, object, RegExp]>([
    [
      'a row with too few values',
      'a,b\n1,2\n"x\ny",3\n5\n',
      { code: 'CSV_ROW_RAGGED', at: { file: 1, line: 5, row: 4, column: 2, columnName: 'b' } },
      /^Line 5 \(row 4\), column 2 "b": .*1 of 2 values/,
    ],
    [
      'a row with too many values',
      'a,b\n1,2\n3,4,5\n',
      { code: 'CSV_ROW_RAGGED', at: { file: 1, line: 3, row: 3, column: 3 } },
      /^Line 3, column 3: .*more than 2 values/,
    ],
    [
      'a bad row behind many good ones',
      `a,b\n${many}1,2,3\n`,
      { code: 'CSV_ROW_RAGGED', at: { file: 1, line: 400_002, row: 400_002, column: 3 } },
      /^Line 400002, column 3/,
    ],
    [
      'the first of several bad rows',
      `a,b\n${many}1\n${many}1\n`,
      { code: 'CSV_ROW_RAGGED', at: { file: 1, line: 400_002, row: 400_002, column: 2, columnName: 'b' } },
      /^Line 400002/,
    ],
    [
      'a bad row with CR LF line ends',
      'a,b\r\n1,2\r\n3\r\n',
      { code: 'CSV_ROW_RAGGED', at: { file: 1, line: 3, row: 3, column: 2, columnName: 'b' } },
      /^Line 3/,
    ],
    [
      'a bad row behind many with CR LF',
      `a,b\r\n${'fine,fine\r\n'.repeat(300_000)}3\r\n`,
      { code: 'CSV_ROW_RAGGED', at: { file: 1, line: 300_002, row: 300_002, column: 2, columnName: 'b' } },
      /^Line 300002/,
    ],
    [
      'a bad row behind many with values of several lines',
      `a,b\n${'"x\ny",fine\n'.repeat(300_000)}3\n`,
      { code: 'CSV_ROW_RAGGED', at: { file: 1, line: 600_002, row: 300_002, column: 2, columnName: 'b' } },
      /^Line 600002 \(row 300002\)/,
    ],
    [
      'bytes that are not UTF-8 behind many rows',
      Buffer.concat([Buffer.from(`a,b\n${'"x\ny",fine\n'.repeat(300_000)}`), notUtf8, Buffer.from(',z\n')]),
      { code: 'CSV_NOT_UTF8', at: { file: 1, line: 600_002, row: 300_002, column: 1, columnName: 'a' } },
      /^Line 600002 \(row 300002\)/,
    ],
    [
      'bytes that are not UTF-8',
      Buffer.concat([Buffer.from('a,b\n1,2\n3,"x\n'), notUtf8, Buffer.from('"\n')]),
      { code: 'CSV_NOT_UTF8', at: { file: 1, line: 3, row: 3, column: 2, columnName: 'b' } },
      /^Line 3, column 2 "b": .*not UTF-8/,
    ],
    [
      'a bad row in a gzipped file',
      gzipSync('a,b\n1,2\n3,4,5\n'),
      { code: 'CSV_ROW_RAGGED', at: { file: 1, line: 3, row: 3, column: 3 } },
      /^Line 3/,
    ],
    [
      'quotes that are not closed',
      'a,b\n1,"abc\n3,4\n',
      { code: 'CSV_QUOTES_INVALID', at: { file: 1, line: 2, row: 2, column: 2, columnName: 'b' } },
      /^Line 2, column 2 "b": .*quotes/,
    ],
    [
      'text behind a quoted value',
      'a,b\n1,"ab"c\n',
      { code: 'CSV_QUOTES_INVALID', at: { file: 1, line: 2, row: 2, column: 2, columnName: 'b' } },
      /^Line 2/,
    ],
    ['mixed line ends', 'a,b\r\n1,2\n3,4\r\n', { code: 'CSV_INVALID' }, /line ends are mixed/],
    [
      'a last row that is too long',
      `a,b\n1,2\n1,${'x'.repeat(150_000_000)}\n`,
      { code: 'CSV_LINE_TOO_LONG', at: { file: 1 } },
      /^File 1: the last row/,
    ],
    [
      'a row that is too long',
      `a,b\n${'fine,fine\n'.repeat(400_000)}1,${'x'.repeat(70_000_000)}\n2,y\n`,
      { code: 'CSV_LINE_TOO_LONG', at: { file: 1, line: 400_002, row: 400_002 } },
      /^Line 400002: .*too long/,
    ],
    ['a row that is far too long', `a,b\n1,${'x'.repeat(200_000_000)}\n2,y\n`, { code: 'CSV_INVALID' }, /longer than 64 MB/],
    [
      'a quote that is not closed in a large file',
      `a,b\n1,"abc\n${'fine,fine\n'.repeat(20_000_000)}`,
      { code: 'CSV_QUOTES_INVALID', at: { file: 1, line: 2, row: 2, column: 2, columnName: 'b' } },
      /^Line 2.*quotes/,
    ],
    [
      'an empty header name',
      'a,,c\n1,2,3\n',
      { code: 'CSV_HEADER_INVALID', at: { file: 1, line: 1, row: 1, column: 2, columnName: '' } },
      /^Line 1, column 2: .*empty/,
    ],
    ['a header name of spaces', 'a,"  "\n1,2\n', { code: 'CSV_HEADER_INVALID' }, /^Line 1, column 2.*empty/],
    [
      'a header name twice',
      'id,name,ID\n1,2,3\n',
      { code: 'CSV_HEADER_INVALID', at: { file: 1, line: 1, row: 1, column: 3, columnName: 'ID' } },
      /^Line 1, column 3 "ID": .*column 1/,
    ],
    [
      'a header that is not UTF-8',
      Buffer.concat([Buffer.from('a,b'), notUtf8, Buffer.from('\n1,2\n')]),
      { code: 'CSV_NOT_UTF8', at: { file: 1, line: 1, row: 1, column: 2 } },
      /^Line 1, column 2: .*not UTF-8/,
    ],
    [
      'a header whose quotes are not closed',
      'a,"b\n1,2\n',
      { code: 'CSV_QUOTES_INVALID', at: { file: 1, line: 1, row: 1, column: 2 } },
      /^Line 1, column 2/,
    ],
    ['an empty file', '', { code: 'CSV_EMPTY', at: { file: 1 } }, /File 1 is empty/],
    ['only a byte order mark', '\uFEFF', { code: 'CSV_EMPTY' }, /empty/],
    ['a gzip of nothing', gzipSync(''), { code: 'CSV_EMPTY' }, /empty/],
    ['a binary file', Buffer.from('PAR1\0\x15\x04\xff\xfe\0\n\0\xff', 'latin1'), { code: 'CSV_NOT_UTF8' }, /^Line 1/],
    ['UTF-16 text', Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le'), { code: 'CSV_NOT_UTF8' }, /^Line 1/],
  ])('is refused with its position: %s', async (_, content, expected, message) => {
    const failure = await failureOf(content);

    expect(failure).toMatchObject({ ...expected, fault: 'user' });
    expect(failure.message).toMatch(message);
    expect(failure.message).not.toContain(scratch.path);
  });

  it('is refused when the gzip file was cut off, instead of loading half of it', async () => {
    const whole = gzipSync(`a,b\n${Array.from({ length: 5_000 }, (_, index) => `${index},${Math.sin(index)}\n`).join('')}`);

    expect(await failureOf(whole.subarray(0, whole.length / 2))).toMatchObject({ code: 'CSV_COMPRESSION_INVALID' });
    expect(await failureOf(whole.subarray(0, whole.length - 4))).toMatchObject({ code: 'CSV_COMPRESSION_INVALID' });
  });

  it('is refused when the gzip file is damaged', async () => {
    const damaged = gzipSync('a,b\n1,2\n');
    damaged.writeUInt8(damaged.readUInt8(damaged.length - 6) ^ 1, damaged.length - 6);

    expect(await failureOf(damaged)).toMatchObject({ code: 'CSV_COMPRESSION_INVALID' });
  });

  it('is refused with the number of the slice', async () => {
    const failure = await failureOf(['1,2\n', gzipSync('3,4\n'), '5,6\n7\n'], { columns: { from: 'caller', names: ['a', 'b'] } });

    expect(failure).toMatchObject({ code: 'CSV_ROW_RAGGED', at: { file: 3, line: 2, row: 2, column: 2, columnName: 'b' } });
    expect(failure.message).toMatch(/^File 3, line 2, column 2 "b"/);
  });

  it('is refused when a slice has another header', async () => {
    expect(await failureOf(['a,b\n1,2\n', 'a,c\n1,2\n'])).toMatchObject({
      code: 'CSV_HEADER_INVALID',
      at: { file: 2, column: 2 },
    });
    expect(await failureOf(['a,b\n1,2\n', 'a\n1\n'])).toMatchObject({ code: 'CSV_HEADER_INVALID', at: { file: 2, column: 2 } });
    expect(await failureOf(['a,b\n1,2\n', 'a,b,c\n1,2,3\n'])).toMatchObject({
      code: 'CSV_HEADER_INVALID',
      at: { file: 2, column: 3 },
    });
  });

  it.each([
    ['too few', 'a,b\n1,2\n\\,3\n', 3],
    ['too many', 'a,b\n1,2\n4,5,6\n', 3],
    ['far too many', 'a,b\n1,2\n3,4\n4,5,6,7,8\n', 4],
  ])('is refused when a row with an escape character has %s values', async (_, content, row) => {
    const failure = await failureOf(content, { dialect: { delimiter: ',', enclosure: '', escapedBy: '\\' } });
    expect(failure).toMatchObject({ code: 'CSV_ROW_RAGGED', at: { row } });
  });

  it.each([
    { delimiter: '', enclosure: '"', escapedBy: '' },
    { delimiter: ';;', enclosure: '"', escapedBy: '' },
    { delimiter: '\n', enclosure: '"', escapedBy: '' },
    { delimiter: '"', enclosure: '"', escapedBy: '' },
    { delimiter: ',', enclosure: '"', escapedBy: '\\' },
    { delimiter: ',', enclosure: "''", escapedBy: '' },
    { delimiter: ',', enclosure: "'); DROP", escapedBy: '' },
  ])('is refused for the dialect %j', async (dialect) => {
    expect(await failureOf('a,b\n1,2\n', { dialect })).toMatchObject({ code: 'CSV_DIALECT_INVALID' });
  });

  it.each([[['a', 'A']], [['a', '']], [[]], [['a', 'b\0']]])('is refused for the columns %j of the caller', async (names) => {
    expect(await failureOf('1,2\n', { columns: { from: 'caller', names } })).toMatchObject({ code: 'CSV_HEADER_INVALID' });
  });

  it('leaves a result of an earlier import alone', async () => {
    const outDir = scratch.newPath();
    await load('a\n1\n', { outDir });

    await expect(load('a\n2\n', { outDir })).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readdir(outDir)).toEqual(['part-0.parquet']);
  });
});

describe('an import under way', () => {
  const bigCsv = async (): Promise<string> => {
    const path = scratch.newPath();
    const block = Array.from(
      { length: 50_000 },
      (_, index) => `${index},${Math.sin(index)},some text that is rather long ${index}\n`,
    ).join('');
    await writeFile(path, `id,value,text\n${block.repeat(20)}`);
    return path;
  };

  it('leaves the event loop to others', async () => {
    const importing = request([], { files: [await bigCsv()] }).then(importCsv);
    let isOver = false;
    void importing.finally(() => (isOver = true));
    let worstGapMs = 0;
    let turns = 0;
    for (let last = performance.now(); !isOver; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      worstGapMs = Math.max(worstGapMs, performance.now() - last);
      last = performance.now();
    }

    expect((await importing).rows).toBe(1_000_000);
    expect(turns).toBeGreaterThan(100);
    expect(worstGapMs).toBeLessThan(500);
  });

  it('stops when it is told to, and leaves nothing', async () => {
    const stop = new AbortController();
    const attempt = await request([], { files: [await bigCsv()], signal: stop.signal });
    const importing = importCsv(attempt);
    setTimeout(() => stop.abort(), 50);

    await expect(importing).rejects.toMatchObject({ code: 'INTERRUPTED', fault: 'system' });
    await expect(access(attempt.outDir)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readdir(scratch.limits.tempDir)).toEqual([]);
  });

  it('ends in an error of its own when it may not use enough memory', async () => {
    const limits = { ...scratch.limits, memoryLimitBytes: 10 * 1024 * 1024 };

    await expect(importCsv(await request([], { files: [await bigCsv()], limits }))).rejects.toMatchObject({
      code: 'OUT_OF_MEMORY',
      fault: 'system',
    });
  });

  it('needs no more memory for a file that unpacks to a thousand times its size', async () => {
    const bomb = gzipSync(`a,b\n${'0,0\n'.repeat(20_000_000)}`);
    expect(bomb.length).toBeLessThan(500_000);

    expect((await load(bomb)).rows).toBe(20_000_000);
  });
});

it('writes files that others can read: Parquet by its magic bytes', async () => {
  const { files } = await load('a\n1\n');
  for (const { path } of files) expect((await readFile(path)).subarray(0, 4).toString()).toBe('PAR1');
  expect(files.map(({ path }) => path)).toEqual([expect.stringContaining(join('item-2', 'part-0.parquet'))]);
});
