import { IconSearch } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo, type JSX } from 'react';
import type { StoredFile } from '../api/responses.js';
import { serverNowMs } from '../api/server-clock.js';
import { Page } from '../frame/page.js';
import { PageHeading } from '../frame/page-heading.js';
import { LiveMark } from '../live/live-mark.js';
import { useLivePages } from '../live/use-live.js';
import { EmptyState, Failure, SkeletonRows } from '../page-state/page-state.js';
import { useProject } from '../project/project-context.js';
import { Cell, Row, RowTable, type Column } from '../rows/row-table.js';
import { bytesWords, manyWords } from '../wording/quantity.js';
import { Time } from '../wording/time.js';
import { tokenWords } from '../wording/token.js';
import { lifetimeWords } from './file-lifetime.js';
import { withoutRepeats } from './offset-pages.js';

const PAGE_SIZE = 100;
const EVERY_MS = 3_000;
const COLUMNS: readonly Column[] = [
  { word: 'Name' },
  { word: 'ID' },
  { word: 'Size', isFigure: true },
  { word: 'Created by' },
  { word: 'Kept' },
  { word: 'Uploaded', isFigure: true },
];

const route = getRouteApi('/p/$project/files');

/** Every upload and export, newest first. */
export function FilesPage(): JSX.Element {
  const project = useProject();
  const { q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useLivePages({
    key: ['files', q],
    read: (offset, signal) => project.platform.listFiles(q, Number(offset ?? 0), PAGE_SIZE, signal),
    next: (page: readonly StoredFile[], pages) => (page.length < PAGE_SIZE ? undefined : String(pages.length * PAGE_SIZE)),
    everyMs: EVERY_MS,
  });
  const files = useMemo(() => (list.data === undefined ? undefined : withoutRepeats(list.data)), [list.data]);

  return (
    <Page title="Files">
      <div className="heading heading--jobs">
        <PageHeading>Files</PageHeading>
        <LiveMark freshness={list.freshness} />
      </div>
      <div className="search" role="search">
        <IconSearch size={16} stroke={1.6} aria-hidden />
        <input
          type="search"
          aria-label="Search files"
          placeholder={'A name, or name:airports* or tags:"crm"'}
          value={q}
          onChange={(event) => void navigate({ search: { q: event.currentTarget.value }, replace: true })}
        />
      </div>
      {files === undefined && (list.error === null ? <SkeletonRows /> : <Failure error={list.error} retry={list.retry} />)}
      {files?.length === 0 && (
        <EmptyState>{q === '' ? 'No file yet. Every upload and every export is kept here.' : 'No file matches.'}</EmptyState>
      )}
      {files !== undefined && files.length > 0 && (
        <div className={list.isStale ? 'is-stale' : undefined}>
          <RowTable label="Files" kind="files" columns={COLUMNS}>
            {files.map((file) => (
              <Row key={file.id}>
                <Cell kind="name">
                  <Link to="/p/$project/files/$fileId" params={{ project: project.id, fileId: String(file.id) }}>
                    <span dir="auto">{file.name}</span>
                  </Link>
                  {file.tags.map((tag) => (
                    <span key={tag} className="tag">
                      {tag}
                    </span>
                  ))}
                </Cell>
                <Cell>
                  <span className="mono">{file.id}</span>
                </Cell>
                <Cell kind="figure">
                  {file.sizeBytes === null ? <span className="muted">no data</span> : bytesWords(file.sizeBytes)}
                </Cell>
                <Cell>
                  <span dir="auto">{tokenWords(file.creatorToken)}</span>
                </Cell>
                <Cell>{lifetimeWords(file, serverNowMs())}</Cell>
                <Cell kind="figure">
                  <Time at={file.created} />
                </Cell>
              </Row>
            ))}
          </RowTable>
          <div className="list-foot">
            <span>{manyWords(files.length, 'file')} shown</span>
            {list.hasOlder && (
              <button type="button" className="button button--small" disabled={list.isLoadingOlder} onClick={list.loadOlder}>
                Load older files
              </button>
            )}
          </div>
        </div>
      )}
    </Page>
  );
}
