import { findColumnNameProblem } from '../column-names.js';
import { EngineFailure, type EngineFailureCode, type InputPosition } from '../engine-failure.js';
import type { CsvDialect } from './csv-dialect.js';
import { readText, type CsvFile } from './csv-file.js';

const HEADER_BYTES_MAX = 4 * 1024 * 1024;
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');
const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads the column names from the first row of a file whose dialect was checked.
 * Throws `CSV_EMPTY`, `CSV_NOT_UTF8`, `CSV_QUOTES_INVALID`, `CSV_LINE_TOO_LONG` or `CSV_HEADER_INVALID` (issue 4, "What bad input gets").
 */
export async function readCsvHeader(file: CsvFile, dialect: CsvDialect): Promise<string[]> {
  const fields = await readFirstRow(file, dialect);
  const names = fields.map((field, index) => decode(field, { file: file.number, line: 1, row: 1, column: index + 1 }));
  const problem = findColumnNameProblem(names);
  if (problem !== undefined) {
    const at = { file: file.number, line: 1, row: 1, column: problem.column, columnName: problem.name };
    throw headerFailure('CSV_HEADER_INVALID', at, problem.reason);
  }
  return names;
}

/** All slices of one file must begin with the same header. */
export async function readCommonHeader(files: readonly CsvFile[], dialect: CsvDialect): Promise<string[]> {
  const [first, ...others] = files;
  if (first === undefined) throw new EngineFailure('CSV_EMPTY', 'There is no file to import.');
  const names = await readCsvHeader(first, dialect);
  for (const file of others) {
    const own = await readCsvHeader(file, dialect);
    const index = names.findIndex((name, position) => name !== own[position]);
    const column = index === -1 ? names.length + 1 : index + 1;
    if (index !== -1 || own.length !== names.length) {
      throw headerFailure(
        'CSV_HEADER_INVALID',
        { file: file.number, line: 1, row: 1, column },
        'the header differs from that of file 1',
      );
    }
  }
  return names;
}

async function readFirstRow(file: CsvFile, dialect: CsvDialect): Promise<Buffer[]> {
  let text = Buffer.alloc(0);
  for await (const chunk of readText(file)) {
    text = Buffer.concat([text, chunk]);
    const fields = parseFirstRow(withoutMark(text), dialect, file, false);
    if (fields !== undefined) return fields;
    if (text.length > HEADER_BYTES_MAX) {
      throw headerFailure(
        'CSV_LINE_TOO_LONG',
        { file: file.number, line: 1, row: 1 },
        `the header is longer than ${HEADER_BYTES_MAX} bytes`,
      );
    }
  }
  const rest = withoutMark(text);
  if (rest.length === 0)
    throw new EngineFailure('CSV_EMPTY', `File ${file.number} is empty; its first row must name the columns.`, {
      file: file.number,
    });
  return parseFirstRow(rest, dialect, file, true) ?? [];
}

const withoutMark = (text: Buffer): Buffer => (text.subarray(0, 3).equals(BYTE_ORDER_MARK) ? text.subarray(3) : text);

/** Splits bytes, not characters, so that each value can be decoded strictly. `undefined` when the row goes on past the text. */
function parseFirstRow(text: Buffer, dialect: CsvDialect, file: CsvFile, isWhole: boolean): Buffer[] | undefined {
  const [delimiter, enclosure, escape] = [dialect.delimiter, dialect.enclosure, dialect.escapedBy].map((character) =>
    character.charCodeAt(0),
  );
  const fields: Buffer[] = [];
  let field: number[] = [];
  let state: 'start' | 'plain' | 'quoted' | 'after-quote' | 'escaped' = 'start';
  const unclosed = (): EngineFailure =>
    headerFailure(
      'CSV_QUOTES_INVALID',
      { file: file.number, line: 1, row: 1, column: fields.length + 1 },
      'its quotes are not closed properly',
    );

  for (const byte of text) {
    if (state === 'escaped') {
      field.push(byte);
      state = 'plain';
    } else if (state === 'quoted') {
      if (byte === enclosure) state = 'after-quote';
      else field.push(byte);
    } else if (byte === delimiter) {
      fields.push(Buffer.from(field));
      field = [];
      state = 'start';
    } else if (byte === 0x0a || byte === 0x0d) {
      return [...fields, Buffer.from(field)];
    } else if (byte === enclosure && state !== 'plain') {
      if (state === 'after-quote') field.push(byte);
      state = 'quoted';
    } else if (state === 'after-quote') {
      throw unclosed();
    } else if (byte === escape) {
      state = 'escaped';
    } else {
      field.push(byte);
      state = 'plain';
    }
  }
  if (!isWhole) return undefined;
  if (state === 'quoted') throw unclosed();
  return [...fields, Buffer.from(field)];
}

function decode(field: Buffer, at: InputPosition): string {
  try {
    return UTF_8.decode(field);
  } catch (error) {
    throw headerFailure('CSV_NOT_UTF8', at, 'its name is not UTF-8. Save the file as UTF-8', error);
  }
}

function headerFailure(code: EngineFailureCode, at: InputPosition, reason: string, cause?: unknown): EngineFailure {
  const file = at.file > 1 ? `File ${at.file}, line` : 'Line';
  const column = at.column === undefined ? '' : `, column ${at.column}`;
  const name = at.columnName === undefined || at.columnName === '' ? '' : ` "${at.columnName.slice(0, 100)}"`;
  return new EngineFailure(code, `${file} 1${column}${name}: ${reason}.`, at, { cause });
}
