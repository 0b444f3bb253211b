import type { DuckDBConnection } from '@duckdb/node-api';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { rowsOf, writeParquetFile, writeParquetFiles } from './parquet-writer.js';
import { positionalName, renamed } from './positional-names.js';
import { sqlPath } from './sql-text.js';
import type { WrittenFile } from './table-files.js';

export interface KeyedRows {
  /** A query whose columns have positional names, in the order that tells which row is the last. */
  readonly select: string;
  /** Real names of the columns. */
  readonly names: readonly string[];
  /** Places of the key's columns. */
  readonly keyColumns: readonly number[];
  readonly outDir: string;
  readonly targetFileBytes: number;
}

export interface LastRows {
  readonly written: WrittenFile[];
  /** Rows of the query. */
  readonly rowsRead: number;
}

/**
 * Writes of all rows with the same key the last one. The rows are staged in order in one file, whose row numbers then tell which of
 * several came last. That costs no memory per row but the keys', which spill.
 */
export async function writeLastRows(
  connection: DuckDBConnection,
  { select, names, keyColumns, outDir, targetFileBytes }: KeyedRows,
): Promise<LastRows> {
  const staged = await writeParquetFile(connection, select, outDir, 'staged.parquet');
  const stagedPath = join(outDir, 'staged.parquet');
  const rows = `read_parquet(${sqlPath(stagedPath)}, file_row_number = true)`;
  const key = keyColumns.map(positionalName).join(', ');
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE latest AS SELECT max(file_row_number) AS row_number FROM ${rows} GROUP BY ${key}`,
  );
  const lastRows = `SELECT ${renamed(names)} FROM ${rows} WHERE file_row_number IN (SELECT row_number FROM latest)`;
  const stagedBytes = staged.reduce((sum, file) => sum + file.bytes, 0);
  const written = await (stagedBytes <= targetFileBytes
    ? writeParquetFile(connection, lastRows, outDir)
    : writeParquetFiles(connection, lastRows, outDir, targetFileBytes));
  await rm(stagedPath);
  return { written, rowsRead: rowsOf(staged) };
}
