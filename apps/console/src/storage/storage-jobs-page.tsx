import { Link } from '@tanstack/react-router';
import { useMemo, type JSX } from 'react';
import type { StorageJob } from '../api/responses.js';
import { Page } from '../frame/page.js';
import { PageHeading } from '../frame/page-heading.js';
import { LiveMark } from '../live/live-mark.js';
import { useLivePages } from '../live/use-live.js';
import { EmptyState, Failure, SkeletonRows } from '../page-state/page-state.js';
import { useProject } from '../project/project-context.js';
import { Cell, Row, RowTable, type Column } from '../rows/row-table.js';
import { StatusLabel } from '../status/status-label.js';
import { manyWords } from '../wording/quantity.js';
import { Time } from '../wording/time.js';
import { tokenWords } from '../wording/token.js';
import { withoutRepeats } from './offset-pages.js';
import { dataWords } from './storage-job-facts.js';
import { StorageRunTime } from './storage-run-time.js';
import { TableLink } from './table-link.js';

const PAGE_SIZE = 100;
const EVERY_MS = 3_000;
const COLUMNS: readonly Column[] = [
  { word: 'ID' },
  { word: 'Operation' },
  { word: 'Table' },
  { word: 'Duration', isFigure: true },
  { word: 'Data', isFigure: true },
  { word: 'Created', isFigure: true },
  { word: 'Created by' },
  { word: 'Status' },
];

/** What was written to and read from storage, newest first. */
export function StorageJobsPage(): JSX.Element {
  const project = useProject();
  const list = useLivePages({
    key: ['storage-jobs'],
    read: (offset, signal) => project.platform.listStorageJobs(Number(offset ?? 0), PAGE_SIZE, signal),
    next: (page: readonly StorageJob[], pages) => (page.length < PAGE_SIZE ? undefined : String(pages.length * PAGE_SIZE)),
    everyMs: EVERY_MS,
  });
  const jobs = useMemo(() => (list.data === undefined ? undefined : withoutRepeats(list.data)), [list.data]);

  return (
    <Page title="Storage jobs">
      <div className="heading heading--jobs">
        <PageHeading>Storage jobs</PageHeading>
        <LiveMark freshness={list.freshness} />
      </div>
      {jobs === undefined && (list.error === null ? <SkeletonRows /> : <Failure error={list.error} retry={list.retry} />)}
      {jobs?.length === 0 && <EmptyState>Storage jobs appear with the first upload.</EmptyState>}
      {jobs !== undefined && jobs.length > 0 && (
        <>
          <RowTable label="Storage jobs" kind="storage-jobs" columns={COLUMNS}>
            {jobs.map((job) => (
              <Row key={job.id}>
                <Cell kind="name">
                  <Link
                    className="mono"
                    to="/p/$project/storage/jobs/$storageJobId"
                    params={{ project: project.id, storageJobId: String(job.id) }}
                  >
                    {job.id}
                  </Link>
                </Cell>
                <Cell>{job.operationName}</Cell>
                <Cell>{job.tableId !== null && <TableLink tableId={job.tableId} />}</Cell>
                <Cell kind="figure">
                  <StorageRunTime job={job} />
                </Cell>
                <Cell kind="figure">{dataWords(job)}</Cell>
                <Cell kind="figure">
                  <Time at={job.createdTime} />
                </Cell>
                <Cell>
                  <span dir="auto">{tokenWords(job.creatorToken)}</span>
                </Cell>
                <Cell kind="status">
                  <StatusLabel status={job.status} />
                </Cell>
              </Row>
            ))}
          </RowTable>
          <div className="list-foot">
            <span>{manyWords(jobs.length, 'storage job')} shown</span>
            {list.hasOlder && (
              <button type="button" className="button button--small" disabled={list.isLoadingOlder} onClick={list.loadOlder}>
                Load older storage jobs
              </button>
            )}
          </div>
        </>
      )}
    </Page>
  );
}
