import { readFile, stat } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { CsvImports, rowsOf, type Content } from '../testing/csv-imports.js';
import { ScratchFolder } from '../testing/scratch-folder.js';
import { RFC_4180 } from './csv-dialect.js';

let scratch: ScratchFolder;
let imports: CsvImports;

beforeEach(async () => {
  scratch = await ScratchFolder.create();
  imports = new CsvImports(scratch);
});
afterEach(() => scratch.remove());

describe('importing a CSV', () => {
  it('keeps every value as the string that it is', async () => {
    const result = await imports.load('id,value\n007, x \n-1.50,NULL\n1e3,true\n');

    expect(result).toMatchObject({ rows: 3, rowsRead: 3, columns: [{ name: 'id' }, { name: 'value' }] });
    expect(await rowsOf(result)).toEqual([
      ['007', ' x '],
      ['-1.50', 'NULL'],
      ['1e3', 'true'],
    ]);
  });

  it('reports the files that it wrote with their rows and bytes', async () => {
    const { files } = await imports.load('a\n1\n2\n');

    expect(files).toHaveLength(1);
    for (const { path, rows, bytes } of files) {
      expect(rows).toBe(2);
      expect(bytes).toBe((await stat(path)).size);
    }
  });

  it('makes no difference between an absent and an empty value: both are empty strings', async () => {
    expect(await rowsOf(await imports.load('a,b\n,""\n"",\n'))).toEqual([
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
  ])('reads %s', async (_, content, rows) => {
    const result = await imports.load(content);
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
      fc.asyncProperty(rows, fc.constantFrom('\n', '\r\n', '\r'), async (table, lineEnd) => {
        const text = ['"a","b","c"', ...table.map((row) => row.map(quoted).join(','))].join(lineEnd);
        expect(await rowsOf(await imports.load(`${text}${lineEnd}`))).toEqual(table);
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    [
      'CR LF in a file with LF',
      '"x\r\ny",1\n"z",2\n',
      [
        ['x\r\ny', '1'],
        ['z', '2'],
      ],
    ],
    [
      'CR in a file with LF',
      '"x\ry",1\n"z",2\n',
      [
        ['x\ry', '1'],
        ['z', '2'],
      ],
    ],
    ['CR LF in the only row', '"x\r\ny",1', [['x\r\ny', '1']]],
  ])('does not take a line break in the first value for the line end of the file: %s', async (_, content, rows) => {
    expect(await rowsOf(await imports.load(content, { columns: { from: 'caller', names: ['a', 'b'] } }))).toEqual(rows);
  });

  it('reads slices with different line ends', async () => {
    expect(await rowsOf(await imports.load(['a,b\n1,2\n', 'a,b\r\n3,4\r\n5,6\r\n', 'a,b']))).toEqual([
      ['1', '2'],
      ['3', '4'],
      ['5', '6'],
    ]);
  });

  it('takes a tab as the two characters \\t', async () => {
    expect(await rowsOf(await imports.load('a\tb\n1\t2\n', { dialect: { ...RFC_4180, delimiter: '\\t' } }))).toEqual([
      ['1', '2'],
    ]);
  });

  it('takes another delimiter and enclosure', async () => {
    expect(
      await rowsOf(await imports.load("a;b\n'x;''y';2\n", { dialect: { delimiter: ';', enclosure: "'", escapedBy: '' } })),
    ).toEqual([["x;'y", '2']]);
  });

  it('takes no enclosure at all', async () => {
    expect(
      await rowsOf(await imports.load('a,b\n"x",2\n', { dialect: { delimiter: ',', enclosure: '', escapedBy: '' } })),
    ).toEqual([['"x"', '2']]);
  });

  it('takes an escape character, which takes the next one as it is', async () => {
    const dialect = { delimiter: ',', enclosure: '', escapedBy: '\\' };
    const result = await imports.load('a,b\nx\\,y,\\\\\n,\nz\\\nz,"q"\n', { dialect });

    expect(await rowsOf(result)).toEqual([
      ['x,y', '\\'],
      ['', ''],
      ['z\nz', '"q"'],
    ]);
  });

  it('reads slices in their order, with columns from the caller, plain and gzipped mixed', async () => {
    const slices = ['1,a\n', gzipSync('2,b\n'), gzipSync('3,c\n'), '', '4,d'];
    const result = await imports.load(slices, { columns: { from: 'caller', names: ['id', 'name'] } });

    expect(result.columns).toEqual([{ name: 'id' }, { name: 'name' }]);
    expect((await rowsOf(result)).map(([id]) => id)).toEqual(['1', '2', '3', '4']);
  });

  it('reads slices that each have the header', async () => {
    expect(await rowsOf(await imports.load(['a,b\n1,2\n', 'a,b\n3,4\n']))).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  it('makes an empty table of empty slices when the caller names the columns', async () => {
    const result = await imports.load(['', ''], { columns: { from: 'caller', names: ['id', 'name'] } });

    expect(result).toMatchObject({ rows: 0, rowsRead: 0, columns: [{ name: 'id' }, { name: 'name' }] });
    expect(await rowsOf(result)).toEqual([]);
  });

  it('keeps the order of rows and every one of them, also with threads', async () => {
    const count = 400_000;
    const lines = Array.from({ length: count }, (_, index) => `${index},some text to make the row longer ${index}`);
    const rows = await rowsOf(await imports.load(`id,text\n${lines.join('\n')}\n`));

    expect(rows).toHaveLength(count);
    expect(rows.every(([id], index) => id === String(index))).toBe(true);
  });

  it('splits a large table into files', async () => {
    const lines = Array.from({ length: 300_000 }, (_, index) => `${index},${Math.sin(index)}`);
    const result = await imports.load(`id,value\n${lines.join('\n')}\n`, { targetFileBytes: 1_000_000 });

    expect(result.files.length).toBeGreaterThan(1);
    expect(result.rows).toBe(300_000);
    expect(new Set((await rowsOf(result)).map(([id]) => id)).size).toBe(300_000);
  });

  it('reads a value of 50 MB', async () => {
    const result = await imports.load(`a,b\n1,${'x'.repeat(50_000_000)}\n2,y\n`);

    expect((await rowsOf(result)).map(([, b]) => String(b).length)).toEqual([50_000_000, 1]);
  });

  it.each([
    ['as the last row', `a,b\n1,${'x'.repeat(33_000_000)}\n`, [33_000_000]],
    ['as the last row, gzipped', gzipSync(`a,b\r\n1,${'x'.repeat(33_000_000)}\r\n\r\n`), [33_000_000]],
    ['in the middle', `a,b\n1,${'x'.repeat(33_000_000)}\n2,y\n`, [33_000_000, 1]],
    ['quoted, of many lines', `a,b\n1,"${`${'x'.repeat(99)}\n`.repeat(400_000)}"\n2,y\n`, [40_000_000, 1]],
  ])('keeps a row that is longer than a buffer of the parallel reader, %s', async (_, content, lengths) => {
    expect((await rowsOf(await imports.load(content))).map(([, b]) => String(b).length)).toEqual(lengths);
  });

  it('reads 2,000 columns', async () => {
    const names = Array.from({ length: 2_000 }, (_, index) => `column_${index}`);
    const result = await imports.load(`${names.join(',')}\n${names.map((_, index) => index).join(',')}\n`);

    expect(result.columns).toHaveLength(2_000);
    expect((await rowsOf(result))[0]?.[1_999]).toBe('1999');
  });

  it('takes column names that mean something to SQL or to us', async () => {
    const names = ['select', 'file_row_number', 'filename', 'rowid', 'c0', 'row_number', 'a"b', "it's", 'Ž lutý'];
    const header = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(',');
    const result = await imports.load(`${header}\n${names.map((_, index) => index).join(',')}\n`, {
      primaryKey: ['file_row_number', 'c0'],
    });

    expect(result.columns.map(({ name }) => name)).toEqual(names);
    expect(await rowsOf(result)).toEqual([names.map((_, index) => String(index))]);
  });
});

describe('a primary key', () => {
  it('keeps the last of the rows with the same key', async () => {
    const result = await imports.load('id,part,value\n1,a,first\n2,a,only\n1,a,last\n1,b,other\n', {
      primaryKey: ['id', 'part'],
    });

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
        const result = await imports.load(contents, {
          columns: { from: 'caller', names: ['k1', 'k2', 'v'] },
          primaryKey: ['k1', 'k2'],
        });

        expect((await rowsOf(result)).map(String).sort()).toEqual([...expected.values()].map(String).sort());
        expect(result).toMatchObject({ rowsRead: parts.flat().length, rows: expected.size });
      }),
      { numRuns: 25 },
    );
  });

  it('keeps the last row also among very many', async () => {
    const lines = Array.from({ length: 300_000 }, (_, index) => `${index % 1_000},${index}`);
    const rows = await rowsOf(await imports.load(`id,value\n${lines.join('\n')}\n`, { primaryKey: ['id'] }));

    expect(rows).toHaveLength(1_000);
    expect(rows.every(([, value]) => Number(value) >= 299_000)).toBe(true);
  });

  it('must be made of columns of the file', async () => {
    expect(await imports.failureOf('a,b\n1,2\n', { primaryKey: ['A'] })).toMatchObject({ code: 'COLUMN_UNKNOWN', fault: 'user' });
  });
});

it('writes files that others can read: Parquet by its magic bytes', async () => {
  const { files } = await imports.load('a\n1\n');
  for (const { path } of files) expect((await readFile(path)).subarray(0, 4).toString()).toBe('PAR1');
});
