import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { withDuckDb } from '../duckdb-session.js';
import type { EngineLimits } from '../engine-limits.js';
import { withOutputFolder } from '../output-folder.js';
import { count } from '../parquet-writer.js';
import { sqlText } from '../sql-text.js';
import type { TableFiles } from '../table-files.js';
import { queryRows, type RowQuery, type RowSelection } from './row-selection.js';

const SLICE_BYTES_TARGET = 256 * 1024 * 1024;

export interface CsvExportRequest extends RowSelection {
  readonly table: TableFiles;
  readonly gzip: boolean;
  /** A folder that does not exist yet; it holds the slices, or is removed again. */
  readonly outDir: string;
  /** About how large one slice may become; 256 MiB when not given. With `orderBy` there is only one slice. */
  readonly targetFileBytes?: number;
  readonly limits: EngineLimits;
  readonly signal?: AbortSignal;
}

export interface CsvSlice {
  readonly path: string;
  readonly bytes: number;
}

export interface CsvExport {
  /** Slices in the order of the rows, at least one; `.csv` or `.csv.gz`. Without header, every value quoted (contract section 5.4). */
  readonly slices: readonly CsvSlice[];
  readonly columns: readonly string[];
  readonly rows: number;
}

/** Writes a selection as sliced CSV (contract section 5.4). Throws `COLUMN_UNKNOWN` or `SELECTION_INVALID`, and leaves nothing then. */
export async function exportCsv(request: CsvExportRequest): Promise<CsvExport> {
  const query = queryRows(request.table, request);
  const isOrdered = (request.orderBy ?? []).length > 0;
  return withOutputFolder(request.outDir, async () => {
    const rows = await withDuckDb(request.limits, request.signal, async (connection) => {
      const result = await connection.runAndReadAll(copyStatement(query, request, isOrdered), [...query.values]);
      return count(result.getRows()[0]?.[0]);
    });
    return { slices: await slicesIn(request.outDir), columns: query.columns, rows };
  });
}

/** Null is written as an empty value, quoted like all others. DuckDB does not keep an order over several files. */
function copyStatement(
  query: RowQuery,
  { gzip, outDir, targetFileBytes = SLICE_BYTES_TARGET }: CsvExportRequest,
  isOrdered: boolean,
): string {
  const extension = gzip ? 'csv.gz' : 'csv';
  const target = isOrdered ? join(outDir, `part-0.${extension}`) : outDir;
  const options = [
    'FORMAT csv',
    'HEADER false',
    "DELIMITER ','",
    `QUOTE '"'`,
    `ESCAPE '"'`,
    'FORCE_QUOTE *',
    `COMPRESSION ${gzip ? 'gzip' : 'none'}`,
    ...(isOrdered
      ? []
      : [
          `FILE_SIZE_BYTES ${targetFileBytes}`,
          "FILENAME_PATTERN 'part-{i}'",
          `FILE_EXTENSION '${extension}'`,
          'OVERWRITE_OR_IGNORE',
        ]),
  ];
  const values = query.columns.map((_, index) => `coalesce(c${index}, '') AS c${index}`).join(', ');
  return `COPY (SELECT ${values} FROM (${query.sql})) TO ${sqlText(target)} (${options.join(', ')})`;
}

async function slicesIn(outDir: string): Promise<CsvSlice[]> {
  const names = (await readdir(outDir)).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return Promise.all(names.map(async (name) => ({ path: join(outDir, name), bytes: (await stat(join(outDir, name))).size })));
}
