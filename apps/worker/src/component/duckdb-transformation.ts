import { join } from 'node:path';
import type { MappedTable, TableId } from '@runledger/contracts';
import type { ProjectState, Table } from '@runledger/domain';
import type { BlobStore } from '@runledger/blob-store';
import { runTransformation, type TransformationInput, type TransformationLog } from '@runledger/table-engine';
import type { ComponentRun, ComponentRuntimeRunner, RunOutcome } from './component-run.js';
import { assertTableAccess } from './table-access.js';
import { ConfigurationInvalid, readTransformationConfiguration, type TransformationConfiguration } from './transformation-configuration.js';

export interface TransformationLimits {
  readonly threads: number;
  readonly memoryLimitBytes: number;
}

/** A table as the job's result names it, at the version that was read. */
export const mappedTable = ({ id, displayName, current }: Table): MappedTable => ({
  id,
  name: displayName,
  columns: [...current.columns],
  version: current.version,
  rows: current.rows,
  bytes: current.bytes,
});

/** SQL over pinned table versions, read straight from their Parquet files, in a process that sees nothing else. */
export const duckdbTransformation =
  (blobs: BlobStore, limits: TransformationLimits): ComponentRuntimeRunner =>
  async (run) => {
    const read: MappedTable[] = [];
    try {
      const configuration = readTransformationConfiguration(run.configuration);
      assertTableAccess(run, configuration);
      const tables = inputTables(run.project, configuration);
      read.push(...tables.map(({ table }) => mappedTable(table)));
      const inputs = await Promise.all(tables.map((input) => inputOf(blobs, input)));
      return await transform(run, limits, configuration, inputs, read);
    } catch (error) {
      if (error instanceof ConfigurationInvalid) return { outcome: 'error', type: 'user', message: error.message, inputTables: read };
      throw error;
    }
  };

interface InputTable {
  readonly name: string;
  readonly table: Table;
  readonly columns: readonly string[];
}

/** The fold gives the current versions; from here on the inputs are pinned. */
const inputTables = ({ storage }: ProjectState, { inputs }: TransformationConfiguration): readonly InputTable[] =>
  inputs.map(({ source, destination, columns = [] }) => {
    const table = storage.tables.get(source as TableId);
    if (table === undefined) throw new ConfigurationInvalid(`The input table "${source}" does not exist.`);
    const missing = columns.find((column) => !table.current.columns.includes(column));
    if (missing !== undefined) throw new ConfigurationInvalid(`The input table "${source}" has no column "${missing}".`);
    return { name: destination, table, columns: columns.length > 0 ? columns : table.current.columns };
  });

const inputOf = async (blobs: BlobStore, { name, table, columns }: InputTable): Promise<TransformationInput> => ({
  name,
  columns: columns.map((column) => ({ name: column })),
  files: await Promise.all(table.current.files.map(({ key }) => blobs.localPath(key))),
});

const transform = async (
  { workDir, signal, log }: ComponentRun,
  limits: TransformationLimits,
  { blocks, outputs }: TransformationConfiguration,
  inputs: readonly TransformationInput[],
  inputTables: readonly MappedTable[],
): Promise<RunOutcome> => {
  const result = await runTransformation(
    {
      blocks,
      inputs,
      outputs: outputs.map(({ source }, index) => ({ name: source, outDir: join(workDir, `out-${index}`) })),
      ...limits,
      workDir: join(workDir, 'spill'),
    },
    { signal, onLog: (line) => log('info', sentenceOf(line)) },
  );
  switch (result.kind) {
    case 'success':
      return {
        outcome: 'success',
        message: 'Component processing finished.',
        inputTables,
        outputs: outputs.map(({ destination, primary_key = null }, index) => {
          const { columns = [], files = [] } = result.outputs[index] ?? {};
          return { destination, primaryKey: primary_key, columns: columns.map(({ name }) => name), files };
        }),
      };
    case 'user-error':
      return { outcome: 'error', type: 'user', message: placed(result), inputTables };
    case 'terminated':
      return { outcome: 'stopped' };
    case 'crashed':
      return { outcome: 'error', type: 'application', message: result.message, inputTables };
  }
};

/** DuckDB's own message, and where it happened. */
const placed = ({ message, at }: { readonly message: string; readonly at?: { readonly block: string; readonly code: string; readonly statement: number } }): string =>
  at === undefined ? message : `Query ${at.statement} in block "${at.block}", code "${at.code}" failed: ${message}`;

const sentenceOf = (line: TransformationLog): string => {
  switch (line.kind) {
    case 'statement':
      return `${line.block} / ${line.code}, statement ${line.statement}: ${line.rows} rows in ${Math.round(line.durationMs)} ms`;
    case 'output':
      return `Wrote output "${line.name}": ${line.rows} rows, ${line.bytes} bytes in ${Math.round(line.durationMs)} ms`;
  }
};
