import { EngineFailure } from '../engine-failure.js';
import { sqlList, sqlName, sqlPath } from '../sql-text.js';
import type { TableFiles } from '../table-files.js';

/** Operators of the contract's `whereFilters` (sections 5.4 and 5.5). `eq` and `ne` take any number of values, the others one. */
export type FilterOperator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';

/** How two values are compared: as text by its bytes, or as numbers. What is no number then matches no filter and sorts first. */
export type ComparedAs = 'STRING' | 'INTEGER' | 'DOUBLE';

export interface RowFilter {
  readonly column: string;
  readonly operator: FilterOperator;
  readonly values: readonly string[];
  readonly comparedAs?: ComparedAs;
}

export interface RowOrder {
  readonly column: string;
  readonly direction: 'ASC' | 'DESC';
  readonly comparedAs?: ComparedAs;
}

/** Which rows and columns of a table are read. */
export interface RowSelection {
  /** In this order; without it all columns of the table. */
  readonly columns?: readonly string[];
  /** A row must pass all of them. */
  readonly where?: readonly RowFilter[];
  /** Without it the order is undefined. */
  readonly orderBy?: readonly RowOrder[];
  readonly limit?: number;
}

/** An SQL query of string columns, with the values that its `?` stand for. */
export interface RowQuery {
  readonly sql: string;
  readonly values: readonly string[];
  readonly columns: readonly string[];
}

const SQL_OPERATOR = { gt: '>', ge: '>=', lt: '<', le: '<=' } as const;

const SQL_TYPE = { INTEGER: 'HUGEINT', DOUBLE: 'DOUBLE' } as const;

/** Throws `COLUMN_UNKNOWN` or `SELECTION_INVALID`. */
export function queryRows(table: TableFiles, selection: RowSelection): RowQuery {
  const known = new Set(table.columns.map((column) => column.name));
  const checked = (name: string): string => {
    if (!known.has(name)) throw new EngineFailure('COLUMN_UNKNOWN', `The table has no column "${name}".`);
    return name;
  };
  const columns = (selection.columns ?? [...known]).map(checked);
  if (columns.length === 0) throw new EngineFailure('SELECTION_INVALID', 'At least one column must be selected.');
  const filters = (selection.where ?? []).map((filter) => ({ ...filter, column: checked(filter.column) }));
  const order = (selection.orderBy ?? []).map(
    (item) => `${compared(checked(item.column), item.comparedAs)} ${item.direction} NULLS FIRST`,
  );
  const clauses = [
    `SELECT ${columns.map((name, index) => `CAST(${sqlName(name)} AS VARCHAR) AS c${index}`).join(', ')} FROM ${tableSource(table)}`,
    ...(filters.length === 0 ? [] : [`WHERE ${filters.map(condition).join(' AND ')}`]),
    ...(order.length === 0 ? [] : [`ORDER BY ${order.join(', ')}`]),
    ...(selection.limit === undefined ? [] : [`LIMIT ${checkedLimit(selection.limit)}`]),
  ];
  return { sql: clauses.join(' '), values: filters.flatMap((filter) => filter.values), columns };
}

/** What follows FROM for a table: its Parquet files, or no rows of its columns. */
export const tableSource = (table: TableFiles): string =>
  table.files.length === 0
    ? `(SELECT ${table.columns.map((column) => `'' AS ${sqlName(column.name)}`).join(', ')} WHERE false)`
    : `read_parquet(${sqlList(table.files.map(sqlPath))})`;

function condition(filter: RowFilter): string {
  const column = compared(filter.column, filter.comparedAs);
  const value =
    filter.comparedAs === undefined || filter.comparedAs === 'STRING' ? '?' : `TRY_CAST(? AS ${SQL_TYPE[filter.comparedAs]})`;
  if (filter.values.length === 0)
    throw new EngineFailure('SELECTION_INVALID', `The filter of column "${filter.column}" has no values.`);
  switch (filter.operator) {
    case 'eq':
      return `${column} IN (${filter.values.map(() => value).join(', ')})`;
    case 'ne':
      return `${column} NOT IN (${filter.values.map(() => value).join(', ')})`;
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      if (filter.values.length !== 1) {
        throw new EngineFailure(
          'SELECTION_INVALID',
          `The operator ${filter.operator} on column "${filter.column}" takes one value.`,
        );
      }
      return `${column} ${SQL_OPERATOR[filter.operator]} ${value}`;
  }
}

const compared = (column: string, comparedAs: ComparedAs = 'STRING'): string =>
  comparedAs === 'STRING' ? sqlName(column) : `TRY_CAST(${sqlName(column)} AS ${SQL_TYPE[comparedAs]})`;

function checkedLimit(limit: number): number {
  if (!Number.isSafeInteger(limit) || limit < 0)
    throw new EngineFailure('SELECTION_INVALID', 'The limit must be a whole number from 0.');
  return limit;
}
