import type { JSX } from 'react';
import type { Table } from '../api/responses.js';
import { Cell, Row, RowTable, type Column } from '../rows/row-table.js';

const COLUMNS: readonly Column[] = [{ word: 'No.', isFigure: true }, { word: 'Column' }, { word: 'Type' }, { word: 'Key' }];

export function TableColumns({ table }: { readonly table: Table }): JSX.Element {
  const definitions = new Map(table.definition?.columns.map(({ name, definition }) => [name, definition]));
  return (
    <RowTable label={`Columns of ${table.id}`} kind="columns" columns={COLUMNS}>
      {table.columns.map((name, place) => {
        const definition = definitions.get(name);
        const type = table.isTyped ? (definition?.type ?? 'unknown') : 'text';
        return (
          <Row key={name}>
            <Cell kind="figure">{place + 1}</Cell>
            <Cell kind="name">
              <span className="mono" dir="auto">
                {name}
              </span>
            </Cell>
            <Cell>
              {type}
              {table.isTyped && definition?.nullable === false && ', not null'}
            </Cell>
            <Cell>{table.primaryKey.includes(name) ? 'primary key' : ''}</Cell>
          </Row>
        );
      })}
    </RowTable>
  );
}
