import type { JSX } from 'react';
import type { Job } from '../api/responses.js';
import { Time } from '../wording/time.js';
import { tokenWords } from '../wording/token.js';
import { nameOf, resultOf } from './job-facts.js';
import { RunTime } from './run-time.js';

/** The four facts under the heading: what, how long, who, when. */
export function JobSummary({ job }: { readonly job: Job }): JSX.Element {
  const version = resultOf(job).configVersion ?? null;
  return (
    <dl className="job-summary">
      <div>
        <dt>Configuration</dt>
        <dd dir="auto">{nameOf(job)}</dd>
        <dd className="job-summary__sub">
          {job.config !== null && <span className="mono">{job.config}</span>}
          {version !== null && `, version ${version}`}
        </dd>
      </div>
      <div>
        <dt>Total duration</dt>
        <dd>
          <RunTime job={job} />
        </dd>
        <dd className="job-summary__sub">
          Created <Time at={job.createdTime} />
        </dd>
      </div>
      <div>
        <dt>Created by</dt>
        <dd dir="auto">{tokenWords(job.token)}</dd>
        <dd className="job-summary__sub">Token {job.token.id}</dd>
      </div>
      <div className="job-summary__times">
        <dt>Start</dt>
        <dd>{job.startTime === null ? <span className="muted">not started</span> : <Time at={job.startTime} as="full" />}</dd>
        <dt>End</dt>
        <dd>
          {job.endTime === null ? (
            <span className="muted">{job.startTime === null ? 'open' : 'still running'}</span>
          ) : (
            <Time at={job.endTime} as="full" />
          )}
        </dd>
      </div>
    </dl>
  );
}
