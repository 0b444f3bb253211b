import { readdir } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { CsvImports, type Content } from '../testing/csv-imports.js';
import { ScratchFolder } from '../testing/scratch-folder.js';

const notUtf8 = Buffer.from([0xc3, 0x28]);

let scratch: ScratchFolder;
let imports: CsvImports;

beforeEach(async () => {
  scratch = await ScratchFolder.create();
  imports = new CsvImports(scratch);
});
afterEach(() => scratch.remove());

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
    const failure = await imports.failureOf(content);

    expect(failure).toMatchObject({ ...expected, fault: 'user' });
    expect(failure.message).toMatch(message);
    expect(failure.message).not.toContain(scratch.path);
  });

  it('is refused when the gzip file was cut off, instead of loading half of it', async () => {
    const whole = gzipSync(`a,b\n${Array.from({ length: 5_000 }, (_, index) => `${index},${Math.sin(index)}\n`).join('')}`);

    expect(await imports.failureOf(whole.subarray(0, whole.length / 2))).toMatchObject({ code: 'CSV_COMPRESSION_INVALID' });
    expect(await imports.failureOf(whole.subarray(0, whole.length - 4))).toMatchObject({ code: 'CSV_COMPRESSION_INVALID' });
  });

  it('is refused when the gzip file is damaged', async () => {
    const damaged = gzipSync('a,b\n1,2\n');
    damaged.writeUInt8(damaged.readUInt8(damaged.length - 6) ^ 1, damaged.length - 6);

    expect(await imports.failureOf(damaged)).toMatchObject({ code: 'CSV_COMPRESSION_INVALID' });
  });

  it('is refused with the number of the slice', async () => {
    const failure = await imports.failureOf(['1,2\n', gzipSync('3,4\n'), '5,6\n7\n'], {
      columns: { from: 'caller', names: ['a', 'b'] },
    });

    expect(failure).toMatchObject({ code: 'CSV_ROW_RAGGED', at: { file: 3, line: 2, row: 2, column: 2, columnName: 'b' } });
    expect(failure.message).toMatch(/^File 3, line 2, column 2 "b"/);
  });

  it('is refused when a slice has another header', async () => {
    expect(await imports.failureOf(['a,b\n1,2\n', 'a,c\n1,2\n'])).toMatchObject({
      code: 'CSV_HEADER_INVALID',
      at: { file: 2, column: 2 },
    });
    expect(await imports.failureOf(['a,b\n1,2\n', 'a\n1\n'])).toMatchObject({
      code: 'CSV_HEADER_INVALID',
      at: { file: 2, column: 2 },
    });
    expect(await imports.failureOf(['a,b\n1,2\n', 'a,b,c\n1,2,3\n'])).toMatchObject({
      code: 'CSV_HEADER_INVALID',
      at: { file: 2, column: 3 },
    });
  });

  it.each([
    ['too few', 'a,b\n1,2\n\\,3\n', 3],
    ['too many', 'a,b\n1,2\n4,5,6\n', 3],
    ['far too many', 'a,b\n1,2\n3,4\n4,5,6,7,8\n', 4],
  ])('is refused when a row with an escape character has %s values', async (_, content, row) => {
    const failure = await imports.failureOf(content, { dialect: { delimiter: ',', enclosure: '', escapedBy: '\\' } });
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
    expect(await imports.failureOf('a,b\n1,2\n', { dialect })).toMatchObject({ code: 'CSV_DIALECT_INVALID' });
  });

  it.each([[['a', 'A']], [['a', '']], [[]], [['a', 'b\0']]])('is refused for the columns %j of the caller', async (names) => {
    expect(await imports.failureOf('1,2\n', { columns: { from: 'caller', names } })).toMatchObject({
      code: 'CSV_HEADER_INVALID',
    });
  });

  it('leaves a result of an earlier import alone', async () => {
    const outDir = scratch.newPath();
    await imports.load('a\n1\n', { outDir });

    await expect(imports.load('a\n2\n', { outDir })).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readdir(outDir)).toEqual(['part-0.parquet']);
  });
});
