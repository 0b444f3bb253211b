import { IconSearch } from '@tabler/icons-react';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo, type JSX } from 'react';
import { serverNowMs } from '../api/server-clock.js';
import { Page, type Crumb } from '../frame/page.js';
import { PageHeading } from '../frame/page-heading.js';
import { LiveMark } from '../live/live-mark.js';
import { useLive } from '../live/use-live.js';
import { EmptyState, Failure, SkeletonRows } from '../page-state/page-state.js';
import { useProject } from '../project/project-context.js';
import { Cell, Row, RowTable, type Column } from '../rows/row-table.js';
import { agoWords } from '../wording/instant.js';
import { bytesWords, countWords, manyWords } from '../wording/quantity.js';
import { Time } from '../wording/time.js';
import { bucketTree, type BucketBranch } from './bucket-tree.js';

const EVERY_MS = 3_000;
const COLUMNS: readonly Column[] = [
  { word: 'Table' },
  { word: 'Rows', isFigure: true },
  { word: 'Size', isFigure: true },
  { word: 'Version', isFigure: true },
  { word: 'Last change' },
];

export function TablesPage(): JSX.Element {
  return <Buckets bucketId={null} />;
}

export function BucketPage(): JSX.Element {
  const { bucketId } = useParams({ from: '/p/$project/storage/$bucketId' });
  return <Buckets key={bucketId} bucketId={bucketId} />;
}

/** All buckets, or one of them, with their tables. */
function Buckets({ bucketId }: { readonly bucketId: string | null }): JSX.Element {
  const project = useProject();
  const navigate = useNavigate();
  const { find = '' } = useSearch({ strict: false });
  const { data, error, freshness, retry } = useLive({
    key: ['tables'],
    read: async (signal) => {
      const [buckets, tables] = await Promise.all([project.platform.listBuckets(signal), project.platform.listTables(signal)]);
      return { buckets, tables };
    },
    everyMs: EVERY_MS,
  });
  const branches = useMemo(() => {
    if (data === undefined) return undefined;
    return bucketTree(data.buckets, data.tables, find).filter(({ bucket }) => bucketId === null || bucket.id === bucketId);
  }, [data, find, bucketId]);
  const above: readonly Crumb[] =
    bucketId === null ? [] : [{ word: 'Tables', link: { to: '/p/$project/storage', params: { project: project.id } } }];

  return (
    <Page title={bucketId ?? 'Tables'} above={above}>
      <div className="heading heading--jobs">
        <PageHeading>{bucketId ?? 'Tables'}</PageHeading>
        <LiveMark freshness={freshness} />
      </div>
      <div className="search" role="search">
        <IconSearch size={16} stroke={1.6} aria-hidden />
        <input
          type="search"
          aria-label="Search tables and columns"
          placeholder="Search tables and columns"
          value={find}
          onChange={(event) => void navigate({ to: '.', search: { find: event.currentTarget.value }, replace: true })}
        />
      </div>
      {branches === undefined && (error === null ? <SkeletonRows /> : <Failure error={error} retry={retry} />)}
      {branches?.length === 0 && (
        <EmptyState>
          {find === '' ? 'No tables yet. Upload a CSV or run an extractor.' : `No table and no column contains “${find}”.`}
        </EmptyState>
      )}
      <div className="buckets">
        {branches?.map((branch) => (
          <BucketSection key={branch.bucket.id} branch={branch} />
        ))}
      </div>
    </Page>
  );
}

function BucketSection({ branch: { bucket, tables } }: { readonly branch: BucketBranch }): JSX.Element {
  const project = useProject();
  return (
    <details className="bucket" open>
      <summary>
        <h2 className="mono">{bucket.id}</h2>
        <span className="muted">
          {manyWords(tables.length, 'table')}, {manyWords(bucket.rowsCount, 'row')}, {bytesWords(bucket.dataSizeBytes)}
        </span>
      </summary>
      {tables.length === 0 ? (
        <p className="bucket__empty muted">No tables in this bucket.</p>
      ) : (
        <RowTable label={`Tables of ${bucket.id}`} kind="tables" columns={COLUMNS}>
          {tables.map((table) => {
            return (
              <Row key={table.id}>
                <Cell kind="name">
                  <Link
                    className="mono"
                    to="/p/$project/storage/$bucketId/$tableName"
                    params={{ project: project.id, bucketId: bucket.id, tableName: table.name }}
                    search={{}}
                  >
                    {table.name}
                  </Link>
                </Cell>
                <Cell kind="figure">{manyWords(table.rowsCount, 'row')}</Cell>
                <Cell kind="figure">{bytesWords(table.dataSizeBytes)}</Cell>
                <Cell kind="figure">version {countWords(table.version)}</Cell>
                <Cell>
                  <Time at={table.lastChangeDate} />, {agoWords(table.lastChangeDate, serverNowMs())}
                </Cell>
              </Row>
            );
          })}
        </RowTable>
      )}
    </details>
  );
}
