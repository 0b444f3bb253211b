import { getRouteApi, Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { Table } from '../api/responses.js';
import { Page, type Crumb } from '../frame/page.js';
import { PageHeading } from '../frame/page-heading.js';
import { LiveMark } from '../live/live-mark.js';
import { useLive, type Freshness } from '../live/use-live.js';
import { Failure, SkeletonRows } from '../page-state/page-state.js';
import { useProject } from '../project/project-context.js';
import { bytesWords, countWords, manyWords } from '../wording/quantity.js';
import { tableIdOf } from './table-address.js';
import { TableColumns } from './table-columns.js';
import { TableData } from './table-data.js';
import { TABLE_TABS, type TableTab } from './table-search.js';
import { TableVersions } from './table-versions.js';

const EVERY_MS = 3_000;

const route = getRouteApi('/p/$project/storage/$bucketId/$tableName');

export function TablePage(): JSX.Element {
  const project = useProject();
  const address = route.useParams();
  const tableId = tableIdOf(address);
  const {
    data: table,
    error,
    freshness,
    retry,
  } = useLive({
    key: ['table', tableId],
    read: (signal) => project.platform.readTable(tableId, signal),
    everyMs: EVERY_MS,
  });
  const above: readonly Crumb[] = [
    { word: 'Tables', link: { to: '/p/$project/storage', params: { project: project.id } } },
    {
      word: address.bucketId,
      link: { to: '/p/$project/storage/$bucketId', params: { project: project.id, bucketId: address.bucketId } },
    },
  ];
  return (
    <Page title={address.tableName} above={above}>
      {table !== undefined ? (
        <OpenTable key={table.id} table={table} freshness={freshness} />
      ) : (
        <>
          <div className="heading">
            <PageHeading>{tableId}</PageHeading>
          </div>
          {error === null ? <SkeletonRows /> : <Failure error={error} retry={retry} />}
        </>
      )}
    </Page>
  );
}

function OpenTable({ table, freshness }: { readonly table: Table; readonly freshness: Freshness }): JSX.Element {
  const { tab = 'versions', v = null } = route.useSearch();
  const words: Record<TableTab, string> = {
    versions: 'Versions',
    data: 'Data',
    columns: `Columns ${countWords(table.columns.length)}`,
  };
  return (
    <>
      <div className="heading">
        <div className="heading__title">
          <div className="heading__line">
            <PageHeading>{table.id}</PageHeading>
            <LiveMark freshness={freshness} />
          </div>
          <p className="heading__facts">
            {manyWords(table.rowsCount, 'row')} <span aria-hidden="true">·</span> {bytesWords(table.dataSizeBytes)}{' '}
            <span aria-hidden="true">·</span>{' '}
            {table.primaryKey.length === 0 ? 'no primary key' : `primary key ${table.primaryKey.join(', ')}`}
          </p>
        </div>
      </div>
      <nav className="segments table-tabs" aria-label="Views of the table">
        {TABLE_TABS.map((one) => (
          <Link
            key={one}
            from="/p/$project/storage/$bucketId/$tableName"
            to="."
            search={one === 'versions' ? {} : { tab: one }}
            activeOptions={{ exact: true }}
            aria-current={one === tab ? 'page' : undefined}
          >
            {words[one]}
          </Link>
        ))}
      </nav>
      <TabBody tab={tab} table={table} version={v} />
    </>
  );
}

interface TabBodyProps {
  readonly tab: TableTab;
  readonly table: Table;
  readonly version: number | null;
}

function TabBody({ tab, table, version }: TabBodyProps): JSX.Element {
  switch (tab) {
    case 'versions':
      return <TableVersions tableId={table.id} wanted={version} />;
    case 'data':
      return <TableData table={table} />;
    case 'columns':
      return <TableColumns table={table} />;
  }
}
