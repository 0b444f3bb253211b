import { IconArrowUp } from '@tabler/icons-react';
import { Fragment, useCallback, useEffect, useRef, useState, type JSX } from 'react';
import type { Job } from '../api/responses.js';
import { serverNowMs } from '../api/server-clock.js';
import { dayWords } from '../wording/instant.js';
import { manyWords } from '../wording/quantity.js';
import { zone } from '../wording/time.js';
import { JobRow } from './job-row.js';
import { steadyRows } from './steady-rows.js';
import { TerminateDialog } from './terminate-dialog.js';

const COLUMNS = ['Component', 'Configuration', 'Created by', 'Created', 'Run time', 'Status'] as const;
/** Scrolled less than this, a row that enters at the top pushes nothing out of sight. */
const TOP_PX = 120;

interface JobListProps {
  /** Newest first. */
  readonly jobs: readonly Job[];
  readonly total: number;
}

/** Values change in place; rows enter and leave only while nobody points at the list, works in it or has scrolled down. */
export function JobList({ jobs, total }: JobListProps): JSX.Element {
  const [shown, setShown] = useState(jobs);
  const [terminating, setTerminating] = useState<Job | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const isPointedAt = useRef(false);

  useEffect(() => {
    const isInUse = isPointedAt.current || list.current?.contains(document.activeElement) === true || window.scrollY > TOP_PX;
    if (!isInUse) setShown(jobs);
  }, [jobs]);

  const askToTerminate = useCallback((job: Job) => setTerminating(job), []);
  const { rows, arrivals } = steadyRows(shown, jobs);
  const calendar = { nowMs: serverNowMs(), zone };
  let dayAbove = '';

  return (
    <div
      className="job-list"
      ref={list}
      onPointerEnter={() => (isPointedAt.current = true)}
      onPointerLeave={() => (isPointedAt.current = false)}
    >
      <div className="job-list__arrivals" role="status">
        {arrivals > 0 && (
          <button
            type="button"
            className="pill"
            onClick={() => {
              setShown(jobs);
              window.scrollTo({ top: 0 });
            }}
          >
            <IconArrowUp size={16} stroke={1.6} aria-hidden />
            {manyWords(arrivals, 'new job')}
          </button>
        )}
      </div>
      <div className="job-table" role="table" aria-label="Jobs" aria-rowcount={total + 1}>
        <div className="job-table__head" role="row">
          {COLUMNS.map((column) => (
            <span key={column} role="columnheader" {...(column === 'Created' ? { 'aria-sort': 'descending' as const } : {})}>
              {column}
            </span>
          ))}
          <span role="columnheader">
            <span className="sr-only">Actions</span>
          </span>
        </div>
        {rows.map(({ job, isGone }) => {
          const day = dayWords(job.createdTime, calendar);
          const isNewDay = day !== dayAbove;
          dayAbove = day;
          return (
            <Fragment key={job.id}>
              {isNewDay && (
                <div className="job-table__day" role="row">
                  <span role="cell">{day}</span>
                </div>
              )}
              <JobRow job={job} isGone={isGone} onTerminate={askToTerminate} />
            </Fragment>
          );
        })}
      </div>
      {terminating !== null && <TerminateDialog job={terminating} onClose={() => setTerminating(null)} />}
    </div>
  );
}
