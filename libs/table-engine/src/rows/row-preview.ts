import type { DuckDBValue } from '@duckdb/node-api';
import { withDuckDb } from '../duckdb-session.js';
import { EngineFailure } from '../engine-failure.js';
import type { EngineLimits } from '../engine-limits.js';
import type { TableFiles } from '../table-files.js';
import { queryRows, type RowQuery, type RowSelection } from './row-selection.js';

const ROWS_MAX = 1_000;
const CELL_LENGTH_MAX = 16_384;
const PREVIEW_LENGTH_MAX = 64 * 1024 * 1024;

export interface RowPreviewRequest extends RowSelection {
  readonly table: TableFiles;
  /** 0 to 1000. */
  readonly limit: number;
  readonly limits: EngineLimits;
  readonly signal?: AbortSignal;
}

export interface RowPreview {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Cells that were cut to 16,384 characters (`isTruncated` of contract section 5.5), by index into `rows` and `columns`. */
  readonly truncated: readonly { readonly row: number; readonly column: number }[];
}

/**
 * Reads the first rows of a selection for people to look at (contract section 5.5).
 * Throws `COLUMN_UNKNOWN`, and `SELECTION_INVALID` also when the answer would be larger than 64 M characters.
 */
export async function previewRows(request: RowPreviewRequest): Promise<RowPreview> {
  if (request.limit > ROWS_MAX) throw new EngineFailure('SELECTION_INVALID', `A preview has at most ${ROWS_MAX} rows.`);
  const query = queryRows(request.table, request);
  return withDuckDb(request.limits, request.signal, async (connection) => {
    const result = await connection.stream(cutCells(query), [...query.values]);
    const rows: (string | null)[][] = [];
    const truncated: { row: number; column: number }[] = [];
    let length = 0;
    for await (const chunk of result.yieldRows()) {
      for (const values of chunk) {
        const row = rows.length;
        const cells = values.map((value, column) => {
          const cell = cellOf(value);
          if (cell.isTruncated) truncated.push({ row, column });
          length += cell.text?.length ?? 0;
          return cell.text;
        });
        rows.push(cells);
        if (length > PREVIEW_LENGTH_MAX) throw tooLarge();
      }
    }
    return { columns: query.columns, rows, truncated };
  });
}

/** One character more than is shown tells that a cell was cut. */
const cutCells = ({ sql, columns }: RowQuery): string =>
  `SELECT ${columns.map((_, index) => `left(c${index}, ${CELL_LENGTH_MAX + 1})`).join(', ')} FROM (${sql})`;

function cellOf(value: DuckDBValue): { text: string | null; isTruncated: boolean } {
  if (typeof value !== 'string') return { text: null, isTruncated: false };
  if (value.length <= CELL_LENGTH_MAX) return { text: value, isTruncated: false };
  const characters = [...value];
  return { text: characters.slice(0, CELL_LENGTH_MAX).join(''), isTruncated: characters.length > CELL_LENGTH_MAX };
}

const tooLarge = (): EngineFailure =>
  new EngineFailure('SELECTION_INVALID', 'The preview is too large. Ask for fewer columns or rows, or export the table.');
