import type { DuckDBConnection } from '@duckdb/node-api';
import { findColumnNameProblem } from '../column-names.js';
import { throwIfAborted, withDuckDb } from '../duckdb-session.js';
import { EngineFailure } from '../engine-failure.js';
import type { EngineLimits } from '../engine-limits.js';
import { writeLastRows, type LastRows } from '../last-rows.js';
import { withOutputFolder } from '../output-folder.js';
import { PARQUET_FILE_BYTES_TARGET, rowsOf, writeParquetFile, writeParquetFiles } from '../parquet-writer.js';
import { positionalName, renamed } from '../positional-names.js';
import type { WrittenTable } from '../table-files.js';
import { checkDialect, type CsvDialect } from './csv-dialect.js';
import { inspectCsvFiles, type CsvFile } from './csv-file.js';
import { commonHeader, type BegunFile } from './csv-header.js';
import { findBadRow, isRowRefused, unreadable } from './csv-row-failure.js';
import { LARGE_BUFFERS, selectCsvRows, SMALL_BUFFERS, type CsvBuffers, type CsvScan } from './csv-scan.js';
import { readFirstRow } from './first-row.js';
import { lastLineBytes } from './last-line.js';

/** Where column names come from: the first row of every file, or the caller (then every row is data). */
export type CsvColumns = { readonly from: 'header' } | { readonly from: 'caller'; readonly names: readonly string[] };

export interface CsvImportRequest {
  /** Local paths: one file, or the slices of one in order. Each may be gzipped; that is seen by its first bytes, not by its name. */
  readonly files: readonly string[];
  readonly columns: CsvColumns;
  readonly dialect: CsvDialect;
  /** Rows with equal values in these columns collapse into the last of them. Empty for no key. */
  readonly primaryKey: readonly string[];
  /** A folder that does not exist yet; it holds the result, or is removed again. */
  readonly outDir: string;
  /** About how large one Parquet file may become; 256 MiB when not given. */
  readonly targetFileBytes?: number;
  readonly limits: EngineLimits;
  readonly signal?: AbortSignal;
}

export interface CsvImportResult extends WrittenTable {
  /** Rows in the CSV, before those with an equal key collapsed. */
  readonly rowsRead: number;
}

/**
 * Turns CSV files into the Parquet files of one table version: a full load, all values strings, an absent value an empty string.
 * The order of rows is kept unless the input is larger than one Parquet file may become.
 *
 * Throws an `EngineFailure` whose `fault` is `user` for every fault of the input (issue 4: ragged rows, a bad header and bytes that
 * are not UTF-8 name line and column); nothing is left in `outDir` then. Rows are at most 64 MB long.
 */
export async function importCsv(request: CsvImportRequest): Promise<CsvImportResult> {
  const { signal } = request;
  throwIfAborted(signal);
  const dialect = checkDialect(request.dialect);
  const files = await inspectCsvFiles(request.files);
  const buffers = await buffersFor(files, signal);
  const begun = await Promise.all(files.map(async (file) => ({ file, firstRow: await readFirstRow(file, dialect) })));
  const names = columnNames(request.columns, begun);
  const keyColumns = request.primaryKey.map((column) => keyColumn(column, names));

  return withOutputFolder(request.outDir, () =>
    withDuckDb(request.limits, signal, async (connection) => {
      const scan: CsvScan = {
        files: begun.flatMap(({ file, firstRow }) => (firstRow === undefined ? [] : [{ ...file, lineEnd: firstRow.lineEnd }])),
        dialect,
        hasHeader: request.columns.from === 'header',
        columnCount: names.length,
        buffers,
      };
      const load: CsvLoad = {
        connection,
        names,
        keyColumns,
        outDir: request.outDir,
        targetFileBytes: request.targetFileBytes ?? PARQUET_FILE_BYTES_TARGET,
      };
      const { written, rowsRead } = await loadOrExplain(load, scan);
      return { files: written, columns: names.map((name) => ({ name })), rows: rowsOf(written), rowsRead };
    }),
  );
}

function columnNames(columns: CsvColumns, begun: readonly BegunFile[]): readonly string[] {
  if (columns.from === 'header') return commonHeader(begun);
  const problem = findColumnNameProblem(columns.names);
  if (problem !== undefined)
    throw new EngineFailure('CSV_HEADER_INVALID', `Column ${problem.column} "${problem.name}": ${problem.reason}.`);
  if (columns.names.length === 0) throw new EngineFailure('CSV_HEADER_INVALID', 'A table needs at least one column.');
  return columns.names;
}

function keyColumn(column: string, names: readonly string[]): number {
  const index = names.indexOf(column);
  if (index === -1) {
    throw new EngineFailure('COLUMN_UNKNOWN', `The primary key column "${column}" is not among the columns of the file.`);
  }
  return index;
}

interface CsvLoad {
  readonly connection: DuckDBConnection;
  readonly names: readonly string[];
  readonly keyColumns: readonly number[];
  readonly outDir: string;
  readonly targetFileBytes: number;
}

/** Reads gzipped files whole, so that a damaged one is found before anything is written. */
async function buffersFor(files: readonly CsvFile[], signal?: AbortSignal): Promise<CsvBuffers> {
  let buffers = SMALL_BUFFERS;
  for (const file of files) {
    const bytes = await lastLineBytes(file, LARGE_BUFFERS.lineBytesMax, signal);
    if (bytes >= LARGE_BUFFERS.lineBytesMax) {
      const message = `File ${file.number}: the last row is longer than 64 MB. Are its line ends LF, CR LF or CR?`;
      throw new EngineFailure('CSV_LINE_TOO_LONG', message, { file: file.number });
    }
    if (bytes >= SMALL_BUFFERS.lineBytesMax) buffers = LARGE_BUFFERS;
  }
  return buffers;
}

/** A row that is refused may only be too long for small buffers. */
async function loadOrExplain(load: CsvLoad, scan: CsvScan): Promise<LastRows> {
  try {
    return await loadTable(load, scan);
  } catch (error) {
    if (!isRowRefused(error)) throw error;
    const failure = await findBadRow(load.connection, scan, load.names, error);
    if (failure !== undefined) throw failure;
    if (scan.buffers === LARGE_BUFFERS) throw unreadable(error);
    return loadOrExplain(load, { ...scan, buffers: LARGE_BUFFERS });
  }
}

const loadTable = (load: CsvLoad, scan: CsvScan): Promise<LastRows> =>
  load.keyColumns.length === 0 ? loadRows(load, scan) : loadKeyedRows(load, scan);

async function loadRows({ connection, names, outDir, targetFileBytes }: CsvLoad, scan: CsvScan): Promise<LastRows> {
  const select = `SELECT ${renamed(names)} FROM (${rowsOfScan(scan)})`;
  const bytes = scan.files.reduce((sum, file) => sum + file.bytes, 0);
  const written = await (bytes <= targetFileBytes
    ? writeParquetFile(connection, select, outDir)
    : writeParquetFiles(connection, select, outDir, targetFileBytes));
  return { written, rowsRead: rowsOf(written) };
}

const loadKeyedRows = ({ connection, ...rows }: CsvLoad, scan: CsvScan): Promise<LastRows> =>
  writeLastRows(connection, { ...rows, select: rowsOfScan(scan) });

const rowsOfScan = (scan: CsvScan): string =>
  scan.files.length === 0
    ? `SELECT ${Array.from({ length: scan.columnCount }, (_, index) => `'' AS ${positionalName(index)}`).join(', ')} WHERE false`
    : selectCsvRows(scan);
