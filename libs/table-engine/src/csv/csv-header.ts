import { findColumnNameProblem } from '../column-names.js';
import { EngineFailure, type EngineFailureCode, type InputPosition } from '../engine-failure.js';
import type { CsvFile } from './csv-file.js';
import type { FirstRow } from './first-row.js';

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A file with its first row, if it has any. */
export interface BegunFile {
  readonly file: CsvFile;
  readonly firstRow: FirstRow | undefined;
}

/**
 * The column names that all slices of one file begin with. Throws `CSV_EMPTY`, `CSV_NOT_UTF8` or `CSV_HEADER_INVALID` (issue 4, "What
 * bad input gets").
 */
export function commonHeader(begun: readonly BegunFile[]): string[] {
  const [first, ...others] = begun;
  if (first === undefined) throw new EngineFailure('CSV_EMPTY', 'There is no file to import.');
  const names = headerOf(first);
  for (const other of others) {
    const own = headerOf(other);
    const index = names.findIndex((name, position) => name !== own[position]);
    const column = index === -1 ? names.length + 1 : index + 1;
    if (index !== -1 || own.length !== names.length) {
      const at = { file: other.file.number, line: 1, row: 1, column };
      throw headerFailure('CSV_HEADER_INVALID', at, 'the header differs from that of file 1');
    }
  }
  return names;
}

function headerOf({ file, firstRow }: BegunFile): string[] {
  if (firstRow === undefined) {
    const message = `File ${file.number} is empty; its first row must name the columns.`;
    throw new EngineFailure('CSV_EMPTY', message, { file: file.number });
  }
  const names = firstRow.fields.map((field, index) => decode(field, { file: file.number, line: 1, row: 1, column: index + 1 }));
  const problem = findColumnNameProblem(names);
  if (problem !== undefined) {
    const at = { file: file.number, line: 1, row: 1, column: problem.column, columnName: problem.name };
    throw headerFailure('CSV_HEADER_INVALID', at, problem.reason);
  }
  return names;
}

function decode(field: Uint8Array, at: InputPosition): string {
  try {
    return UTF_8.decode(field);
  } catch (error) {
    throw headerFailure('CSV_NOT_UTF8', at, 'its name is not UTF-8. Save the file as UTF-8', error);
  }
}

function headerFailure(code: EngineFailureCode, at: InputPosition, reason: string, cause?: unknown): EngineFailure {
  const where = at.file > 1 ? `File ${at.file}, line 1` : 'Line 1';
  const name = at.columnName === undefined || at.columnName === '' ? '' : ` "${at.columnName.slice(0, 100)}"`;
  return new EngineFailure(code, `${where}, column ${at.column}${name}: ${reason}.`, at, { cause });
}
