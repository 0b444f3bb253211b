import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { duckDbOptions } from '../duckdb-session.js';
import { tableSource } from '../rows/row-selection.js';
import { sqlList, sqlName, sqlText } from '../sql-text.js';
import type { TransformationInput, TransformationSpec } from './transformation-spec.js';

/**
 * Opens the database that user SQL runs in: one view per input table, then everything outside is locked away. From then on DuckDB
 * opens the files of the inputs and files below the output folders, nothing else, and no setting can be changed.
 *
 * DuckDB does not tell reading from writing there; `checkStatement` keeps SQL from writing to the inputs.
 */
export async function openTransformationDatabase(spec: TransformationSpec): Promise<DuckDBConnection> {
  const tempDir = join(spec.workDir, 'spill');
  await mkdir(tempDir, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', {
    ...duckDbOptions(spec.threads, spec.memoryLimitBytes, tempDir),
    home_directory: spec.workDir,
    allow_persistent_secrets: 'false',
  });
  const connection = await instance.connect();
  for (const input of spec.inputs) await connection.run(createView(input));
  const inputFiles = spec.inputs.flatMap((input) => input.files);
  const outputFolders = spec.outputs.map((output) => output.outDir);
  await connection.run(`SET allowed_paths = ${sqlList([...inputFiles, ...outputFolders].map(sqlText))}`);
  await connection.run(`SET allowed_directories = ${sqlList(outputFolders.map(sqlText))}`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
  return connection;
}

const createView = (input: TransformationInput): string =>
  `CREATE VIEW ${sqlName(input.name)} AS SELECT ${input.columns.map((column) => sqlName(column.name)).join(', ')} FROM ${tableSource(input)}`;
