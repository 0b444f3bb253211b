import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { PlatformError } from '../api/platform-error.js';
import type { Table } from '../api/responses.js';
import { EmptyState, Failure, SkeletonRows } from '../page-state/page-state.js';
import { useProject } from '../project/project-context.js';
import { countWords, manyWords } from '../wording/quantity.js';

const ROWS = 100;
/** The platform previews no more columns at once (contract 5.5). */
const COLUMNS_MAX = 30;

/** The first rows of the current version. */
export function TableData({ table }: { readonly table: Table }): JSX.Element {
  const project = useProject();
  const columns = table.columns.slice(0, COLUMNS_MAX);
  const preview = useQuery({
    // A new version changes the table's last change, and with it the question.
    queryKey: [project.id, 'table-preview', table.id, table.lastChangeDate, columns.length],
    queryFn: ({ signal }) => project.platform.previewTable(table.id, columns, ROWS, signal),
  });
  if (preview.error instanceof PlatformError) return <Failure error={preview.error} retry={() => void preview.refetch()} />;
  if (preview.data === undefined) return <SkeletonRows />;
  const { rows } = preview.data;
  if (rows.length === 0) return <EmptyState>The table has no rows.</EmptyState>;
  return (
    <>
      <div className="preview" role="region" aria-label={`First rows of ${table.id}`} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {preview.data.columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, place) => (
              <tr key={place}>
                {row.map(({ columnName, value, isTruncated }) => (
                  <td key={columnName} dir="auto">
                    {value === null ? <span className="muted">null</span> : value}
                    {isTruncated && <span className="muted">… cut</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="list-foot">
        <span>
          {countWords(rows.length)} of {manyWords(table.rowsCount, 'row')}
          {table.columns.length > COLUMNS_MAX && `, ${COLUMNS_MAX} of ${countWords(table.columns.length)} columns`}
        </span>
      </div>
    </>
  );
}
