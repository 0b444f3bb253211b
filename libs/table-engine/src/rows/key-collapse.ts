import type { DuckDBConnection } from '@duckdb/node-api';
import { withDuckDb } from '../duckdb-session.js';
import { EngineFailure } from '../engine-failure.js';
import type { EngineLimits } from '../engine-limits.js';
import { writeLastRows } from '../last-rows.js';
import { withOutputFolder } from '../output-folder.js';
import { PARQUET_FILE_BYTES_TARGET, rowsOf } from '../parquet-writer.js';
import { positioned } from '../positional-names.js';
import { sqlName } from '../sql-text.js';
import type { TableFiles, WrittenTable } from '../table-files.js';
import { tableSource } from './row-selection.js';

export interface KeyCollapseRequest {
  readonly table: TableFiles;
  /** At least one column. */
  readonly primaryKey: readonly string[];
  /** A folder that does not exist yet; it holds the result, or is removed again. */
  readonly outDir: string;
  /** About how large one Parquet file may become; 256 MiB when not given. */
  readonly targetFileBytes?: number;
  readonly limits: EngineLimits;
  readonly signal?: AbortSignal;
}

/**
 * Keeps of all rows with the same key only the last one, in the order of files and rows (contract sections 5.3 and 7.7).
 * @returns undefined, and writes nothing, when no two rows have the same key. Throws `COLUMN_UNKNOWN` for a key that the table lacks.
 */
export async function collapseByKey(request: KeyCollapseRequest): Promise<WrittenTable | undefined> {
  const { table, outDir, targetFileBytes = PARQUET_FILE_BYTES_TARGET } = request;
  const names = table.columns.map(({ name }) => name);
  const keyColumns = request.primaryKey.map((column) => keyColumn(column, names));
  return withDuckDb(request.limits, request.signal, async (connection) => {
    if (!(await hasEqualKeys(connection, request))) return undefined;
    const select = `SELECT ${positioned(names)} FROM ${tableSource(table)}`;
    const { written } = await withOutputFolder(outDir, () =>
      writeLastRows(connection, { select, names, keyColumns, outDir, targetFileBytes }),
    );
    return { files: written, columns: table.columns, rows: rowsOf(written) };
  });
}

function keyColumn(column: string, names: readonly string[]): number {
  const index = names.indexOf(column);
  if (index === -1)
    throw new EngineFailure('COLUMN_UNKNOWN', `The primary key column "${column}" is not among the columns of the table.`);
  return index;
}

async function hasEqualKeys(connection: DuckDBConnection, { table, primaryKey }: KeyCollapseRequest): Promise<boolean> {
  const key = primaryKey.map(sqlName).join(', ');
  const found = await connection.runAndReadAll(`SELECT 1 FROM ${tableSource(table)} GROUP BY ${key} HAVING count(*) > 1 LIMIT 1`);
  return found.currentRowCount > 0;
}
