import { IconPlayerStop } from '@tabler/icons-react';
import { memo, type JSX } from 'react';
import type { Job } from '../api/responses.js';
import { mayTerminate, shownStatus } from '../status/job-status.js';
import { StatusLabel } from '../status/status-label.js';
import { serverNowMs } from '../api/server-clock.js';
import { clockWords } from '../wording/instant.js';
import { Time, zone } from '../wording/time.js';
import { tokenWords } from '../wording/token.js';
import { markOf, nameOf, outcomeNote } from './job-facts.js';
import { JobLink } from './job-link.js';
import { RunTime } from './run-time.js';
import { waitingNote } from './waiting.js';

/** The second line under the configuration: at most one thing, the most pressing. */
function Note({ job }: { readonly job: Job }): JSX.Element | null {
  if (shownStatus(job) === 'terminating') return <span className="job-note job-note--loud">Stopping, asked to terminate</span>;
  if (job.waitingReason !== null) {
    const startsAt = job.delayedStartTime === null ? null : clockWords(job.delayedStartTime, { nowMs: serverNowMs(), zone });
    const { before, blocker, after } = waitingNote(job.waitingReason, startsAt);
    return (
      <span className="job-note job-note--loud in-text">
        {before}
        {blocker !== null && <JobLink jobId={blocker} />}
        {after}
      </span>
    );
  }
  const outcome = outcomeNote(job);
  return outcome === null ? null : (
    <span className={outcome.isLoud ? 'job-note job-note--loud' : 'job-note'}>{outcome.text}</span>
  );
}

interface JobRowProps {
  readonly job: Job;
  readonly isGone: boolean;
  readonly onTerminate: (job: Job) => void;
}

/** One job. A row is drawn anew only when its job changed. */
export const JobRow = memo(function JobRow({ job, isGone, onTerminate }: JobRowProps): JSX.Element {
  const status = shownStatus(job);
  return (
    <div className={`job-row s-${status}${isGone ? ' job-row--gone' : ''}`} role="row">
      <div className="job-row__component" role="cell">
        <span className="component-mark" aria-hidden="true">
          {markOf(job.componentName)}
        </span>
        <span>{job.componentName}</span>
      </div>
      <div className="job-row__configuration" role="cell">
        <JobLink jobId={job.id} className="job-row__name">
          <span dir="auto">{nameOf(job)}</span>
        </JobLink>
        <Note job={job} />
      </div>
      <div className="job-row__who" role="cell">
        <span dir="auto">{tokenWords(job.token)}</span>
        <span className="job-row__when-phone" aria-hidden="true">
          {' · '}
          <Time at={job.createdTime} />
        </span>
      </div>
      <div className="job-row__created" role="cell">
        <Time at={job.createdTime} />
      </div>
      <div className="job-row__run-time" role="cell">
        <RunTime job={job} />
      </div>
      <div className="job-row__status" role="cell">
        <StatusLabel status={status} />
      </div>
      <div className="job-row__actions" role="cell">
        {mayTerminate(job) && (
          <button
            type="button"
            className="button button--small button--icon button--bare"
            aria-label={`Terminate job ${job.id}`}
            title="Terminate"
            onClick={() => onTerminate(job)}
          >
            <IconPlayerStop size={16} stroke={1.6} aria-hidden />
          </button>
        )}
      </div>
    </div>
  );
});
