import { mkdir } from 'node:fs/promises';
import type { DuckDBConnection, DuckDBExtractedStatements, DuckDBResult } from '@duckdb/node-api';
import { ResultReturnType } from '@duckdb/node-api';
import { messageOf } from '../error-text.js';
import { rowsOf, writeParquetFiles } from '../parquet-writer.js';
import { sqlName } from '../sql-text.js';
import { refusalOf } from './statement-rule.js';
import { openTransformationDatabase } from './transformation-database.js';
import type { TransformationLog, TransformationOutcome } from './transformation-result.js';
import type { StatementPosition, TransformationOutput, TransformationSpec, WrittenOutput } from './transformation-spec.js';

const MESSAGE_LENGTH_MAX = 10_000;

/** What the user's SQL did wrong. */
class UserError extends Error {
  constructor(
    message: string,
    readonly at?: StatementPosition,
  ) {
    super(message.slice(0, MESSAGE_LENGTH_MAX));
  }
}

/** Runs all statements in order, then writes the output tables. Rejects only for faults that are not the user's. */
export async function runStatements(
  spec: TransformationSpec,
  onLog: (log: TransformationLog) => void,
): Promise<TransformationOutcome> {
  const connection = await openTransformationDatabase(spec);
  try {
    for (const block of spec.blocks) {
      for (const code of block.codes) {
        let statement = 0;
        for (const text of code.script) {
          statement = await runScript(connection, text, { block: block.name, code: code.name, statement }, onLog);
        }
      }
    }
    const outputs: WrittenOutput[] = [];
    for (const output of spec.outputs) outputs.push(await writeOutput(connection, output, onLog));
    return { kind: 'success', outputs };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { kind: 'user-error', message: error.message, ...(error.at && { at: error.at }) };
  }
}

/** Runs the statements of one text, numbered on from `last`; returns the number of the last one. */
async function runScript(
  connection: DuckDBConnection,
  text: string,
  last: StatementPosition,
  onLog: (log: TransformationLog) => void,
): Promise<number> {
  const next = { ...last, statement: last.statement + 1 };
  const statements = await asUser(next, () => statementsOf(connection, text));
  if (statements === undefined) return last.statement;
  for (let index = 0; index < statements.count; index += 1) {
    const at = { ...last, statement: last.statement + 1 + index };
    const startedMs = performance.now();
    const rows = await asUser(at, () => runStatement(statements, index));
    onLog({ kind: 'statement', ...at, durationMs: Math.round(performance.now() - startedMs), rows });
  }
  return last.statement + statements.count;
}

/** `undefined` for blanks and comments only, where the binding has nothing to say but this. */
async function statementsOf(connection: DuckDBConnection, text: string): Promise<DuckDBExtractedStatements | undefined> {
  try {
    return await connection.extractStatements(text);
  } catch (error) {
    if (messageOf(error) === 'Error in native callback') return undefined;
    throw error;
  }
}

/** Whatever DuckDB objects to here comes from the statement: its words go to the user as they are, without the binding's. */
async function asUser<T>(at: StatementPosition, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw new UserError(messageOf(error).replace(/^Failed to extract statements: /, ''), at);
  }
}

/** Prepares late, since a statement may need what the one before it has made. */
async function runStatement(statements: DuckDBExtractedStatements, index: number): Promise<number> {
  const prepared = await statements.prepare(index);
  try {
    const refusal = refusalOf(prepared.statementType);
    if (refusal !== undefined) throw new Error(refusal);
    return await countRows(await prepared.stream());
  } finally {
    prepared.destroySync();
  }
}

/** The rows of a SELECT are not kept, however many they are. */
async function countRows(result: DuckDBResult): Promise<number> {
  let rows = 0;
  for await (const chunk of result) rows += chunk.rowCount;
  switch (result.returnType) {
    case ResultReturnType.QUERY_RESULT:
      return rows;
    case ResultReturnType.CHANGED_ROWS:
      return result.rowsChanged;
    case ResultReturnType.INVALID:
    case ResultReturnType.NOTHING:
      return 0;
  }
}

/**
 * Writes one output. Tables hold strings, so values become text as DuckDB casts them: `true`, `2026-01-31`, `2026-01-31 12:30:00`,
 * `1.5`, `1.0` for a whole DOUBLE, lists and structs in DuckDB's notation; null becomes an empty string.
 */
async function writeOutput(
  connection: DuckDBConnection,
  output: TransformationOutput,
  onLog: (log: TransformationLog) => void,
): Promise<WrittenOutput> {
  const startedMs = performance.now();
  await requireTable(connection, output.name);
  try {
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${sqlName(output.name)}`);
    const columns = described.getRows().map((row) => ({ name: String(row[0]) }));
    const values = columns.map(({ name }) => `coalesce(CAST(${sqlName(name)} AS VARCHAR), '') AS ${sqlName(name)}`).join(', ');
    await mkdir(output.outDir);
    const files = await writeParquetFiles(connection, `SELECT ${values} FROM ${sqlName(output.name)}`, output.outDir);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    onLog({
      kind: 'output',
      name: output.name,
      durationMs: Math.round(performance.now() - startedMs),
      rows: rowsOf(files),
      bytes,
    });
    return { name: output.name, files, columns, rows: rowsOf(files) };
  } catch (error) {
    throw new UserError(`Output table "${output.name}": ${messageOf(error)}`);
  }
}

async function requireTable(connection: DuckDBConnection, name: string): Promise<void> {
  const found = await connection.runAndReadAll(
    'SELECT 1 FROM information_schema.tables WHERE lower(table_name) = lower(?) AND table_schema = current_schema() LIMIT 1',
    [name],
  );
  if (found.currentRowCount === 0) throw new UserError(`The transformation did not create the output table "${name}".`);
}
