import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { RFC_4180 } from '../csv/csv-dialect.js';
import { importCsv } from '../csv/csv-import.js';
import type { TableFiles } from '../table-files.js';
import type { ScratchFolder } from './scratch-folder.js';

/** A table of these rows, its first row being the column names, spread over Parquet files of `rowsPerFile`. */
export async function tableOf(
  scratch: ScratchFolder,
  rows: readonly (readonly string[])[],
  rowsPerFile = 1_000,
): Promise<TableFiles> {
  const [names = [], ...data] = rows;
  const files: string[] = [];
  for (let start = 0; start < Math.max(1, data.length); start += rowsPerFile) {
    const text = data.slice(start, start + rowsPerFile).map((row) => `${row.map(quoted).join(',')}\n`);
    const imported = await importCsv({
      files: [await scratch.file(text.join(''))],
      columns: { from: 'caller', names },
      dialect: RFC_4180,
      primaryKey: [],
      outDir: scratch.newPath(),
      limits: scratch.limits,
    });
    files.push(...imported.files.map(({ path }) => path));
  }
  return { files, columns: names.map((name) => ({ name })) };
}

const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;

/** Asks a DuckDB without any of our code in between. */
export async function queried<T>(ask: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return await ask(connection);
  } finally {
    connection.disconnectSync();
    instance.closeSync();
  }
}

export const rowsIn = (paths: readonly string[]): Promise<unknown[][]> =>
  queried(async (connection) => {
    const list = paths.map((path) => `'${path.replaceAll("'", "''")}'`).join(', ');
    return (await connection.runAndReadAll(`SELECT * FROM read_parquet([${list}])`)).getRows();
  });
