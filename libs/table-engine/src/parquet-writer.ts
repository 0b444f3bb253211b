import { join } from 'node:path';
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { sqlText } from './sql-text.js';
import type { WrittenFile } from './table-files.js';

export const PARQUET_FILE_BYTES_TARGET = 256 * 1024 * 1024;

/** Level 1 takes less time than snappy, DuckDB's default, for smaller files; level 3, the default of zstd, a third more. */
const PARQUET = 'FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, RETURN_STATS';

/** Writes the rows of a SELECT, in their order, to the one file `outDir/fileName`. */
export const writeParquetFile = (
  connection: DuckDBConnection,
  select: string,
  outDir: string,
  fileName = 'part-0.parquet',
): Promise<WrittenFile[]> => copy(connection, `COPY (${select}) TO ${sqlText(join(outDir, fileName))} (${PARQUET})`);

/**
 * Writes the rows of a SELECT to files of about `targetFileBytes` each. DuckDB writes several row groups at a time then: needs less
 * memory than one file, and does not keep the order of rows.
 */
export const writeParquetFiles = (
  connection: DuckDBConnection,
  select: string,
  outDir: string,
  targetFileBytes = PARQUET_FILE_BYTES_TARGET,
): Promise<WrittenFile[]> =>
  copy(
    connection,
    `COPY (${select}) TO ${sqlText(outDir)} (${PARQUET}, FILE_SIZE_BYTES ${targetFileBytes}, FILENAME_PATTERN 'part-{i}', OVERWRITE_OR_IGNORE)`,
  );

async function copy(connection: DuckDBConnection, statement: string): Promise<WrittenFile[]> {
  const statistics = await connection.runAndReadAll(statement);
  return statistics
    .getRowObjects()
    .map((file) => ({ path: String(file['filename']), rows: count(file['count']), bytes: count(file['file_size_bytes']) }))
    .sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
}

export const count = (value: DuckDBValue | undefined): number => Number(value);

export const rowsOf = (files: readonly WrittenFile[]): number => files.reduce((rows, file) => rows + file.rows, 0);
