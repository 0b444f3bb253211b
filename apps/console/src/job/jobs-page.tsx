import { IconPlayerPlay } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState, type JSX } from 'react';
import type { JobPage } from '../api/responses.js';
import { Page } from '../frame/page.js';
import { PageHeading } from '../frame/page-heading.js';
import { LiveMark } from '../live/live-mark.js';
import { useLive, useLivePages } from '../live/use-live.js';
import { EmptyState, Failure, SkeletonRows } from '../page-state/page-state.js';
import { useProject } from '../project/project-context.js';
import { countWords, manyWords } from '../wording/quantity.js';
import { JobList } from './job-list.js';
import { filterOf, JOB_VIEW_WORDS, JOB_VIEWS, type JobView } from './job-search.js';
import { SlotMeter } from './slot-meter.js';

const PAGE_SIZE = 100;
const LIST_EVERY_MS = 3_000;
const SLOTS_EVERY_MS = 1_000;

// Nobody needs the picker of configurations to see the jobs.
const RunDialog = lazy(async () => ({ default: (await import('./run-dialog.js')).RunDialog }));

const route = getRouteApi('/p/$project/jobs');

export function JobsPage(): JSX.Element {
  const project = useProject();
  const { show = 'all' } = route.useSearch();
  const navigate = route.useNavigate();
  const [isRunning, setIsRunning] = useState(false);

  const slots = useLive({ key: ['slots'], read: (signal) => project.platform.readSlots(signal), everyMs: SLOTS_EVERY_MS });
  const list = useLivePages({
    key: ['jobs', show],
    read: (cursor, signal) =>
      project.platform.listJobs(
        filterOf(show, project.tokenId),
        cursor === undefined ? undefined : Number(cursor),
        PAGE_SIZE,
        signal,
      ),
    next: (page: JobPage) => page.next ?? undefined,
    everyMs: LIST_EVERY_MS,
  });
  const jobs = useMemo(() => list.data?.flatMap(({ items }) => items), [list.data]);
  const total = list.data?.[0]?.total ?? 0;

  const counts: Partial<Record<JobView, number>> =
    slots.data === undefined ? {} : { waiting: slots.data.waitingCount, running: slots.data.running.length };
  const view = (next: JobView): void => void navigate({ search: next === 'all' ? {} : { show: next } });
  const run = (): void => setIsRunning(true);

  return (
    <Page
      title="Jobs"
      phoneActions={
        project.mayRunJobs && (
          <button type="button" className="button button--icon button--bare" aria-label="Run a configuration" onClick={run}>
            <IconPlayerPlay size={18} stroke={1.6} aria-hidden />
          </button>
        )
      }
    >
      <div className="heading heading--jobs">
        <PageHeading>Jobs</PageHeading>
        <LiveMark freshness={list.freshness} />
        {project.mayRunJobs && (
          <div className="heading__end">
            <button type="button" className="button button--primary" onClick={run}>
              <IconPlayerPlay size={16} stroke={1.6} aria-hidden />
              Run a configuration
            </button>
          </div>
        )}
      </div>

      {slots.data !== undefined && <SlotMeter slots={slots.data} />}

      <div className="chips" role="group" aria-label="Quick filters">
        {JOB_VIEWS.map((one) => (
          <button key={one} type="button" className="chip" aria-pressed={one === show} onClick={() => view(one)}>
            {JOB_VIEW_WORDS[one]}
            {counts[one] !== undefined && <b>{countWords(counts[one])}</b>}
          </button>
        ))}
      </div>

      {list.error !== null && jobs === undefined && <Failure error={list.error} retry={list.retry} />}
      {jobs === undefined && list.error === null && <SkeletonRows />}
      {jobs?.length === 0 && <NoJobs view={show} onShowAll={() => view('all')} onRun={project.mayRunJobs ? run : null} />}
      {jobs !== undefined && jobs.length > 0 && (
        <div className={list.isStale ? 'is-stale' : undefined}>
          <JobList key={list.isStale ? 'stale' : show} jobs={jobs} total={total} />
          <div className="list-foot">
            <span>{manyWords(total, 'job matches', 'jobs match')}</span>
            {list.hasOlder && (
              <button type="button" className="button button--small" disabled={list.isLoadingOlder} onClick={list.loadOlder}>
                Load older jobs
              </button>
            )}
          </div>
        </div>
      )}
      {isRunning && (
        <Suspense fallback={null}>
          <RunDialog onClose={() => setIsRunning(false)} />
        </Suspense>
      )}
    </Page>
  );
}

interface NoJobsProps {
  readonly view: JobView;
  readonly onShowAll: () => void;
  readonly onRun: (() => void) | null;
}

function NoJobs({ view, onShowAll, onRun }: NoJobsProps): JSX.Element {
  if (view !== 'all') {
    return (
      <EmptyState
        action={
          <button type="button" className="button" onClick={onShowAll}>
            Show all jobs
          </button>
        }
      >
        No job matches “{JOB_VIEW_WORDS[view]}”.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      action={
        onRun !== null && (
          <button type="button" className="button button--primary" onClick={onRun}>
            Run a configuration
          </button>
        )
      }
    >
      No job has run yet. Run a configuration, or send <code>POST /jobs</code>.
    </EmptyState>
  );
}
