import { IconDownload, IconSearch } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useMemo, type JSX } from 'react';
import type { EventLevel, Job, StorageEvent } from '../api/responses.js';
import { useLivePages } from '../live/use-live.js';
import { EmptyState, Failure, SkeletonRows } from '../page-state/page-state.js';
import { useProject } from '../project/project-context.js';
import { statusWord, type JobStatus } from '../status/job-status.js';
import { StatusIcon } from '../status/status-icon.js';
import { countWords, manyWords } from '../wording/quantity.js';
import { Time } from '../wording/time.js';
import { saveText } from '../browser/save-text.js';
import { EVENT_LEVELS, eventsMatching, gapWords, type EventFilter } from './event-search.js';
import { markOf, sourceOf } from './job-facts.js';

const PAGE_SIZE = 200;
const EVERY_MS = 1_000;

const FILTER_WORDS: Record<EventFilter, string> = { all: 'All', warn: 'Warnings', error: 'Errors' };
const LEVEL_STATUS: Record<EventLevel, JobStatus | null> = { info: null, success: 'success', warn: 'warning', error: 'error' };

const route = getRouteApi('/p/$project/jobs/$jobId');

const asText = (events: readonly StorageEvent[]): string =>
  events.map(({ created, type, component, message }) => `${created}\t${type}\t${component}\t${message}\n`).join('');

/** What the job, its component and storage had to say, newest first. */
export function JobEvents({ job }: { readonly job: Job }): JSX.Element {
  const project = useProject();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { level = 'all', find = '' } = search;

  const list = useLivePages({
    key: ['job-events', job.id],
    read: (maxId, signal) => project.platform.listJobEvents(job.id, maxId, PAGE_SIZE, signal),
    next: (page: readonly StorageEvent[]) => (page.length < PAGE_SIZE ? undefined : page.at(-1)?.id),
    everyMs: job.isFinished ? null : EVERY_MS,
  });
  const queries = useQueryClient();
  useEffect(() => {
    // The last events are written while the job ends: read once more after it has.
    if (job.isFinished) void queries.invalidateQueries({ queryKey: [project.id, 'job-events', job.id] });
  }, [queries, project.id, job.id, job.isFinished]);

  const events = useMemo(() => list.data?.flat(), [list.data]);
  const shown = events === undefined ? [] : eventsMatching(events, { level, find });
  const counts = {
    warn: events?.filter(({ type }) => type === 'warn' || type === 'error').length ?? 0,
    error: events?.filter(({ type }) => type === 'error').length ?? 0,
  };

  return (
    <section aria-labelledby="events-heading">
      <header className="section-head">
        <h2 id="events-heading">
          Events <span className="muted section-head__count">{events === undefined ? '' : countWords(events.length)}</span>
        </h2>
        <div className="section-head__end">
          <div className="search search--small" role="search">
            <IconSearch size={16} stroke={1.6} aria-hidden />
            <input
              type="search"
              aria-label="Search events"
              placeholder="Search events"
              value={find}
              onChange={(event) => void navigate({ search: { ...search, find: event.currentTarget.value }, replace: true })}
            />
          </div>
          <span className="segments" role="group" aria-label="Level">
            {EVENT_LEVELS.map((one) => (
              <button
                key={one}
                type="button"
                aria-pressed={one === level}
                onClick={() => void navigate({ search: { ...search, level: one }, replace: true })}
              >
                {FILTER_WORDS[one]} {one !== 'all' && countWords(counts[one])}
              </button>
            ))}
          </span>
          <button
            type="button"
            className="button button--small button--icon"
            aria-label="Download the events as text"
            onClick={() => saveText(`job-${job.id}-events.txt`, 'text/plain', asText(shown))}
          >
            <IconDownload size={16} stroke={1.6} aria-hidden />
          </button>
        </div>
      </header>
      {events === undefined && list.error !== null && <Failure error={list.error} retry={list.retry} />}
      {events === undefined && list.error === null && <SkeletonRows count={5} />}
      {events?.length === 0 && <EmptyState>No event yet.</EmptyState>}
      {events !== undefined && events.length > 0 && shown.length === 0 && <EmptyState>No event matches.</EmptyState>}
      {shown.length > 0 && (
        <ol className="events" aria-label="Events, newest first">
          {shown.map((event, place) => (
            <EventRow key={event.id} event={event} source={sourceOf(event, job)} older={shown[place + 1]} />
          ))}
        </ol>
      )}
      {events !== undefined && (
        <div className="list-foot">
          <span>
            {countWords(shown.length)} of {manyWords(events.length, 'event')}
            {list.hasOlder && ' loaded so far'}
          </span>
          {list.hasOlder && (
            <button type="button" className="button button--small" disabled={list.isLoadingOlder} onClick={list.loadOlder}>
              Load older events
            </button>
          )}
        </div>
      )}
    </section>
  );
}

interface EventRowProps {
  readonly event: StorageEvent;
  readonly source: string;
  readonly older: StorageEvent | undefined;
}

function EventRow({ event, source, older }: EventRowProps): JSX.Element {
  const status = LEVEL_STATUS[event.type];
  return (
    <li className={status === null ? 'event' : `event s-${status}`}>
      <Time at={event.created} as="clock" />
      <span className="event__gap">{gapWords(event, older)}</span>
      <span className="event__source">
        <span className="component-mark" aria-hidden="true">
          {markOf(source)}
        </span>
        <span>{source}</span>
      </span>
      <span className="event__message" dir="auto">
        {status !== null && (
          <>
            <StatusIcon status={status} />
            <span className="sr-only">{statusWord(status)}: </span>
          </>
        )}
        {event.message}
      </span>
    </li>
  );
}
