import { positionalName } from '../positional-names.js';
import { sqlList, sqlPath, sqlText } from '../sql-text.js';
import type { CsvDialect } from './csv-dialect.js';
import type { CsvFile } from './csv-file.js';
import type { LineEnd } from './first-row.js';

/** A file with rows in it. */
export interface ScannedFile extends CsvFile {
  /** Absent when the file has only one row. */
  readonly lineEnd: LineEnd | undefined;
}

/** How the rows of CSV files are read by DuckDB. */
export interface CsvScan {
  readonly files: readonly ScannedFile[];
  readonly dialect: CsvDialect;
  readonly hasHeader: boolean;
  readonly columnCount: number;
  readonly buffers: CsvBuffers;
}

/** How much of a file DuckDB holds at a time. */
export interface CsvBuffers {
  readonly lineBytesMax: number;
  readonly bufferBytes: number;
}

/**
 * DuckDB 1.5.5 gives wrong reasons for a row that is longer than a buffer, and drops it silently when it is the last one: the end of
 * a file must be looked at before (`lastLineBytes`). Its option `parallel = false` knows no such limit, but drops a last row whose
 * quotes are not closed.
 */
export const SMALL_BUFFERS: CsvBuffers = { lineBytesMax: 2_000_000, bufferBytes: 32_000_000 };

/** For rows that are too long for the small ones. */
export const LARGE_BUFFERS: CsvBuffers = { lineBytesMax: 64_000_000, bufferBytes: 128_000_000 };

/** Stands for "no value here" where DuckDB cannot check the number of values itself. */
const MISSING = '\u0001missing\u0001';

/** A SELECT of all rows in order, with columns `c0`, `c1`… of type VARCHAR. An absent value is an empty string, never null. */
export function selectCsvRows(scan: CsvScan): string {
  const selects = runsOfSameShape(scan.files).map((files) => {
    const rows = readCsv(scan, files);
    return scan.dialect.escapedBy === '' ? `SELECT * FROM ${rows}` : `SELECT ${checkedColumns(scan)} FROM ${rows}`;
  });
  return selects.join(' UNION ALL ');
}

/** The condition that a row read with an escape character has too few or too many values: see `readCsv`. */
export const isRagged = (scan: CsvScan): string =>
  `(${positionalName(scan.columnCount)} IS NOT NULL OR ${positionalName(scan.columnCount - 1)} IS NULL)`;

/** Thrown by the SELECT itself; `isRowRefused` looks for it. */
export const RAGGED_ROW = 'ragged row';

const checkedColumns = (scan: CsvScan): string =>
  [
    `CASE WHEN ${isRagged(scan)} THEN error(${sqlText(RAGGED_ROW)}) ELSE c0 END AS c0`,
    ...Array.from({ length: scan.columnCount - 1 }, (_, index) => positionalName(index + 1)),
  ].join(', ');

/**
 * Strict mode refuses rows with a wrong number of values, but knows no escape without quotes. Without strict mode surplus values
 * are dropped silently; so with an escape character one column more is read, and absent values become null instead of empty.
 */
export function readCsv(scan: CsvScan, files: readonly ScannedFile[], extra: readonly string[] = []): string {
  const { dialect, columnCount, buffers } = scan;
  const [first] = files;
  const isEscaped = dialect.escapedBy !== '';
  const columns = Array.from({ length: isEscaped ? columnCount + 1 : columnCount }, (_, index) => positionalName(index));
  const options = [
    'auto_detect = false',
    `columns = {${columns.map((column) => `'${column}': 'VARCHAR'`).join(', ')}}`,
    `header = ${scan.hasHeader}`,
    `delim = ${sqlText(dialect.delimiter)}`,
    `quote = ${sqlText(dialect.enclosure)}`,
    `escape = ${sqlText(isEscaped ? dialect.escapedBy : dialect.enclosure)}`,
    `strict_mode = ${!isEscaped}`,
    ...(isEscaped
      ? ['null_padding = true', `nullstr = ${sqlText(MISSING)}`]
      : [`force_not_null = ${sqlList(columns.map(sqlText))}`]),
    `compression = '${first?.gzip === true ? 'gzip' : 'none'}'`,
    ...newLineOption(first?.lineEnd),
    `max_line_size = ${buffers.lineBytesMax}`,
    `buffer_size = ${buffers.bufferBytes}`,
    ...extra,
  ];
  return `read_csv(${sqlList(files.map((file) => sqlPath(file.path)))}, ${options.join(', ')})`;
}

/**
 * Left alone, DuckDB takes the first line break of the file for its line end, even inside a quoted value. It must be left alone for
 * CR LF: told so, DuckDB 1.5.5 drops rows. (A CR LF file whose first value has a lone LF or CR in it is refused, then.)
 */
function newLineOption(lineEnd: LineEnd | undefined): string[] {
  switch (lineEnd) {
    case '\n':
      return ["new_line = '\\n'"];
    case '\r':
      return ["new_line = '\\r'"];
    case '\r\n':
    case undefined:
      return [];
  }
}

/** One reader takes only one compression and one line end, and the order of rows must stay. */
function runsOfSameShape(files: readonly ScannedFile[]): ScannedFile[][] {
  const runs: ScannedFile[][] = [];
  for (const file of files) {
    const run = runs.at(-1);
    const previous = run?.at(-1);
    if (previous !== undefined && previous.gzip === file.gzip && previous.lineEnd === file.lineEnd) run?.push(file);
    else runs.push([file]);
  }
  return runs;
}
