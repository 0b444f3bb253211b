import { sqlList, sqlPath, sqlText } from '../sql-text.js';
import type { CsvDialect } from './csv-dialect.js';
import type { CsvFile } from './csv-file.js';

/** How the rows of CSV files are read by DuckDB. */
export interface CsvScan {
  readonly files: readonly CsvFile[];
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

/** Columns have positional names while they are read, so that no name of a user can collide with one of ours. */
export const positionalName = (index: number): string => `c${index}`;

/** Stands for "no value here" where DuckDB cannot check the number of values itself. */
const MISSING = '\u0001missing\u0001';

/** A SELECT of all rows in order, with columns `c0`, `c1`… of type VARCHAR. An absent value is an empty string, never null. */
export function selectCsvRows(scan: CsvScan): string {
  const perCompression = runsOfSameCompression(scan.files).map((files) => {
    const rows = readCsv(scan, files);
    return scan.dialect.escapedBy === '' ? `SELECT * FROM ${rows}` : `SELECT ${checkedColumns(scan)} FROM ${rows}`;
  });
  return perCompression.join(' UNION ALL ');
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
export function readCsv(scan: CsvScan, files: readonly CsvFile[], extra: readonly string[] = []): string {
  const { dialect, columnCount, buffers } = scan;
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
    `compression = '${files[0]?.gzip === true ? 'gzip' : 'none'}'`,
    `max_line_size = ${buffers.lineBytesMax}`,
    `buffer_size = ${buffers.bufferBytes}`,
    ...extra,
  ];
  return `read_csv(${sqlList(files.map((file) => sqlPath(file.path)))}, ${options.join(', ')})`;
}

/** One reader takes only one compression, and the order of rows must stay. */
export function runsOfSameCompression(files: readonly CsvFile[]): CsvFile[][] {
  const runs: CsvFile[][] = [];
  for (const file of files) {
    const run = runs.at(-1);
    if (run?.[0]?.gzip === file.gzip) run.push(file);
    else runs.push([file]);
  }
  return runs;
}
