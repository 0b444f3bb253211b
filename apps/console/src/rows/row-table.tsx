import type { JSX, ReactNode } from 'react';

export interface Column {
  readonly word: string;
  /** Figures stand at the end of their column. */
  readonly isFigure?: boolean;
}

interface RowTableProps {
  readonly label: string;
  /** Chooses the widths of the columns, see `rows.css`. */
  readonly kind: 'tables' | 'storage-jobs' | 'files' | 'columns';
  readonly columns: readonly Column[];
  readonly children: ReactNode;
}

/** A list of things with a header; on a phone each row becomes its name and a line of facts. */
export function RowTable({ label, kind, columns, children }: RowTableProps): JSX.Element {
  return (
    <div className={`rows rows--${kind}`} role="table" aria-label={label}>
      <div className="rows__head" role="row">
        {columns.map(({ word, isFigure = false }) => (
          <span key={word} role="columnheader" className={isFigure ? 'rows__figure' : undefined}>
            {word}
          </span>
        ))}
      </div>
      {children}
    </div>
  );
}

export function Row({ children }: { readonly children: ReactNode }): JSX.Element {
  return (
    <div className="rows__row" role="row">
      {children}
    </div>
  );
}

interface CellProps {
  readonly kind?: 'name' | 'text' | 'figure' | 'status';
  readonly children: ReactNode;
}

export function Cell({ kind = 'text', children }: CellProps): JSX.Element {
  return (
    <div className={`rows__${kind}`} role="cell">
      {children}
    </div>
  );
}
