import type { JSX } from 'react';
import type { Job } from '../api/responses.js';
import { useNow } from '../live/use-now.js';
import { shownStatus } from '../status/job-status.js';
import { serverNowMs } from '../api/server-clock.js';
import { durationWords, secondsBetween } from '../wording/duration.js';
import { clockWords } from '../wording/instant.js';
import { Time, zone } from '../wording/time.js';
import { tokenWords } from '../wording/token.js';
import { nameOf, resultOf } from './job-facts.js';
import { JobLink } from './job-link.js';
import { waitingSentence } from './waiting.js';

interface JobCalloutProps {
  readonly job: Job;
  readonly slotLimit: number | null;
}

/** What a human needs to know before anything else: why it waits, what failed, what a stop means. Nothing on a healthy job. */
export function JobCallout({ job, slotLimit }: JobCalloutProps): JSX.Element | null {
  const status = shownStatus(job);
  switch (status) {
    case 'created':
      return <WaitingCallout job={job} slotLimit={slotLimit} />;
    case 'waiting':
      return <WaitingCallout job={job} slotLimit={slotLimit} />;
    case 'terminating':
      return (
        <section className="callout s-terminating" role="status">
          <p>
            <b>Terminating.</b> <AskedBy job={job} /> Output that is already written stays.
          </p>
        </section>
      );
    case 'error':
    case 'warning':
      return <OutcomeCallout job={job} />;
    case 'terminated':
      return (
        <section className="callout s-terminated" aria-label="How it ended">
          <p>
            <b>Terminated</b> after {durationWords(job.durationSeconds)}. <AskedBy job={job} /> Output that was already written
            stays.
          </p>
        </section>
      );
    case 'cancelled':
      return (
        <section className="callout s-cancelled" aria-label="How it ended">
          <p>
            <b>Cancelled before it started.</b> <AskedBy job={job} /> Nothing ran, nothing was written.
          </p>
        </section>
      );
    case 'processing':
    case 'success':
      return null;
  }
}

/** Who asked to terminate it, and when. */
function AskedBy({ job }: { readonly job: Job }): JSX.Element | null {
  if (job.terminationRequested === null) return null;
  const { time, token } = job.terminationRequested;
  return (
    <>
      Asked by {tokenWords(token)} at <Time at={time} />.
    </>
  );
}

function WaitingCallout({ job, slotLimit }: JobCalloutProps): JSX.Element | null {
  const nowMs = useNow(true);
  if (job.waitingReason === null) return null;
  const startsAt = job.delayedStartTime === null ? null : clockWords(job.delayedStartTime, { nowMs: serverNowMs(), zone });
  const { before, blocker, after } = waitingSentence(job.waitingReason, startsAt, slotLimit);
  return (
    <section className="callout callout--waiting s-waiting" aria-label="Why it waits">
      <p>
        <b>
          {nameOf(job)} waits {durationWords(secondsBetween(job.createdTime, null, nowMs))}
        </b>
        {before}
        {blocker !== null && <JobLink jobId={blocker} />}
        {after}
      </p>
      {blocker !== null && (
        <JobLink jobId={blocker} className="button button--small">
          Open {blocker}
        </JobLink>
      )}
    </section>
  );
}

function OutcomeCallout({ job }: { readonly job: Job }): JSX.Element {
  const { message, error } = resultOf(job);
  const isOurs = error?.type === 'application';
  return (
    <section className={`callout s-${job.status}`} aria-label={job.status === 'error' ? 'Error' : 'Warning'}>
      <div>
        {job.status === 'error' && <b>{isOurs ? 'The component or the platform failed' : 'The job failed'}</b>}
        <pre className="callout__message" dir="auto">
          {message ?? 'The component gave no message.'}
        </pre>
        {error !== undefined && (
          <p className="muted">
            Exception id <span className="mono">{error.exceptionId}</span>
          </p>
        )}
      </div>
    </section>
  );
}
