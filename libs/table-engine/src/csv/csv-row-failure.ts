import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { EngineFailure, type EngineFailureCode, type InputPosition } from '../engine-failure.js';
import { messageOf } from '../error-text.js';
import { count } from '../parquet-writer.js';
import { readText, type CsvFile } from './csv-file.js';
import { isRagged, LARGE_BUFFERS, RAGGED_ROW, readCsv, type CsvScan, type ScannedFile } from './csv-scan.js';

interface Rejection {
  readonly code: EngineFailureCode;
  readonly reason: string;
  readonly position: Omit<InputPosition, 'line'>;
  /** Of the text that the line number is counted up to. */
  readonly offset?: number;
}

const REFUSALS = [
  /CSV Error on Line/,
  /CSV Parser state machine/,
  /Maximum line size/,
  /Parallel CSV Reader/,
  new RegExp(`: ${RAGGED_ROW}$`),
];

/**
 * Whether DuckDB refused a row, by its text. That text carries a row number, but neither line, column nor file, and may give the wrong
 * reason (see `SMALL_BUFFERS`), so the row is looked for again by `findBadRow`.
 */
export const isRowRefused = (error: unknown): boolean => REFUSALS.some((pattern) => pattern.test(messageOf(error)));

/**
 * Reads the files again, one by one and with large buffers, up to the first row that is refused, and says where it is and why.
 * `undefined` when there is no such row, or DuckDB gives up without naming one.
 */
export async function findBadRow(
  connection: DuckDBConnection,
  scan: CsvScan,
  names: readonly string[],
  cause: unknown,
): Promise<EngineFailure | undefined> {
  // of several threads each could find a first row
  await connection.run('SET threads = 1');
  const careful = { ...scan, buffers: LARGE_BUFFERS };
  for (const file of scan.files) {
    const rejection = await (scan.dialect.escapedBy === '' ? firstRejection : firstRaggedRow)(connection, careful, file, names);
    if (rejection !== undefined) return describe(file, rejection, names, careful, cause);
  }
  return undefined;
}

/** What is left to say when no bad row is found and yet the file cannot be read. */
export const unreadable = (cause: unknown): EngineFailure =>
  new EngineFailure(
    'CSV_INVALID',
    'The file cannot be read with these settings: its line ends are mixed (some CR LF, some LF), its quotes are not closed, ' +
      'or a row is longer than 64 MB.',
    undefined,
    { cause },
  );

async function firstRejection(
  connection: DuckDBConnection,
  scan: CsvScan,
  file: ScannedFile,
  names: readonly string[],
): Promise<Rejection | undefined> {
  const rows = readCsv(scan, [file], ['store_rejects = true', 'rejects_limit = 1']);
  try {
    await connection.run(`SELECT count(COLUMNS(*)) FROM ${rows}`);
  } catch (error) {
    if (isRowRefused(error)) return undefined;
    throw error;
  }
  const reader = await connection.runAndReadAll(
    'SELECT line, line_byte_position, byte_position, column_idx, error_type, error_message FROM reject_errors ORDER BY line LIMIT 1',
  );
  await connection.run('DROP TABLE reject_errors; DROP TABLE reject_scans');
  const [rejected] = reader.getRowObjects();
  return rejected && rejectionOf(rejected, file, names.length);
}

function rejectionOf(rejected: Record<string, DuckDBValue>, file: CsvFile, columnCount: number): Rejection {
  const at = { file: file.number, row: count(rejected['line']) };
  const rowStart = { offset: count(rejected['line_byte_position']) - 1 };
  const column = count(rejected['column_idx']);
  const [, found] = /Found: (\d+)/.exec(String(rejected['error_message'])) ?? [];
  switch (String(rejected['error_type'])) {
    case 'MISSING COLUMNS': {
      const missing = Number(found ?? column) + 1;
      const reason = `the value is missing, the row has ${missing - 1} of ${columnCount} values`;
      return { code: 'CSV_ROW_RAGGED', position: { ...at, column: missing }, ...rowStart, reason };
    }
    case 'TOO MANY COLUMNS': {
      const reason = `the row has more than ${columnCount} values`;
      return { code: 'CSV_ROW_RAGGED', position: { ...at, column: columnCount + 1 }, ...rowStart, reason };
    }
    case 'INVALID ENCODING':
      return {
        code: 'CSV_NOT_UTF8',
        position: { ...at, column },
        offset: count(rejected['byte_position']) - 1,
        reason: 'the value is not UTF-8. Save the file as UTF-8',
      };
    case 'LINE SIZE OVER MAXIMUM':
      return {
        code: 'CSV_LINE_TOO_LONG',
        position: at,
        ...rowStart,
        reason: 'the row is too long, or its quotes are not closed',
      };
    case 'UNQUOTED VALUE':
      return {
        code: 'CSV_QUOTES_INVALID',
        position: { ...at, column },
        ...rowStart,
        reason: 'the quotes of the value are not closed properly; a quote inside a quoted value is written twice',
      };
    default:
      return { code: 'CSV_INVALID', position: at, ...rowStart, reason: 'the row cannot be read' };
  }
}

/** With an escape character DuckDB checks nothing; see `readCsv`. */
async function firstRaggedRow(
  connection: DuckDBConnection,
  scan: CsvScan,
  file: ScannedFile,
  names: readonly string[],
): Promise<Rejection | undefined> {
  const rows = `SELECT row_number() OVER () AS number, ${isRagged(scan)} AS ragged FROM ${readCsv(scan, [file])}`;
  const reader = await connection.runAndReadAll(`SELECT number FROM (${rows}) WHERE ragged ORDER BY number LIMIT 1`);
  const number = reader.getRowObjects()[0]?.['number'];
  if (number === undefined) return undefined;
  const row = count(number) + (scan.hasHeader ? 1 : 0);
  return { code: 'CSV_ROW_RAGGED', position: { file: file.number, row }, reason: `the row does not have ${names.length} values` };
}

async function describe(
  file: CsvFile,
  { code, reason, position, offset }: Rejection,
  names: readonly string[],
  scan: CsvScan,
  cause: unknown,
): Promise<EngineFailure> {
  const line = offset === undefined ? position.row : await lineAt(file, offset);
  const columnName = position.column === undefined ? undefined : names[position.column - 1];
  const at: InputPosition = { ...position, ...(line !== undefined && { line }), ...(columnName !== undefined && { columnName }) };
  const parts = [
    ...(scan.files.length > 1 ? [`file ${at.file}`] : []),
    `line ${at.line}${at.row === at.line ? '' : ` (row ${at.row})`}`,
    ...(at.column === undefined ? [] : [`column ${at.column}${columnName === undefined ? '' : ` "${columnName}"`}`]),
  ];
  const where = parts.join(', ');
  return new EngineFailure(code, `${where.charAt(0).toUpperCase()}${where.slice(1)}: ${reason}.`, at, { cause });
}

/**
 * DuckDB counts rows; people look for lines. Line ends are LF, CR LF, or CR alone; after CR LF DuckDB's offset is that of the LF, so
 * the byte at the offset counts too.
 */
async function lineAt(file: CsvFile, offset: number): Promise<number> {
  let [position, lineFeeds, carriageReturns] = [0, 0, 0];
  for await (const chunk of readText(file)) {
    const text = chunk.subarray(0, offset + 1 - position);
    lineFeeds += countByte(text, 0x0a);
    carriageReturns += countByte(text, 0x0d);
    position += chunk.length;
    if (position > offset) break;
  }
  return 1 + (lineFeeds === 0 ? carriageReturns : lineFeeds);
}

function countByte(text: Buffer, byte: number): number {
  let found = 0;
  for (let index = text.indexOf(byte); index !== -1; index = text.indexOf(byte, index + 1)) found += 1;
  return found;
}
