/** Operators of the contract's `whereFilters` (sections 5.4 and 5.5). `eq` and `ne` take any number of values, the others one. */
export type FilterOperator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';

/** How two values are compared: as text, or as numbers (what is no number then matches nothing and sorts first). */
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
