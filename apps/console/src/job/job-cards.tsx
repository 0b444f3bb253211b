import type { JSX } from 'react';
import type { Job, JobAttempt, JobTable } from '../api/responses.js';
import { StatusIcon } from '../status/status-icon.js';
import { statusWord, type JobStatus } from '../status/job-status.js';
import { TableLink } from '../storage/table-link.js';
import { bytesWords, countWords, creditsWords } from '../wording/quantity.js';
import { Time } from '../wording/time.js';
import { resultOf } from './job-facts.js';

export function CreditsCard({ job }: { readonly job: Job }): JSX.Element {
  return (
    <section className="card" aria-label="Project power">
      <header>
        <h2>Project power</h2>
      </header>
      <p className="credits">
        {creditsWords(job.credits)} <small>credits</small>
      </p>
      {!job.isFinished && <p className="muted">Exact at the end. Waiting costs nothing.</p>}
    </section>
  );
}

function Tables({ title, tables }: { readonly title: string; readonly tables: readonly JobTable[] }): JSX.Element {
  return (
    <>
      <h3>{title}</h3>
      {tables.length === 0 ? (
        <p className="muted">No table</p>
      ) : (
        <ul>
          {tables.map(({ id, version, rows, bytes }) => (
            <li key={id}>
              <TableLink tableId={id} version={version} />
              <span>
                {rows !== null && `${countWords(rows)} rows`}
                {rows !== null && bytes !== null && ', '}
                {bytes !== null && bytesWords(bytes)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Which tables, at which version, the job read and which it wrote. */
export function MappingCard({ job }: { readonly job: Job }): JSX.Element {
  const { input, output } = resultOf(job);
  return (
    <section className="card mapping" aria-label="Mapping">
      <header>
        <h2>Mapping</h2>
      </header>
      {input === undefined && output === undefined ? (
        <p className="muted">{job.isFinished ? 'It read and wrote no tables.' : 'Known at the end.'}</p>
      ) : (
        <>
          <Tables title="Input" tables={input?.tables ?? []} />
          <Tables title="Output" tables={output?.tables ?? []} />
        </>
      )}
    </section>
  );
}

const ATTEMPT_STATUS: Record<JobAttempt['outcome'], JobStatus> = {
  running: 'processing',
  success: 'success',
  error: 'error',
  stopped: 'terminated',
  returned: 'error',
};

/** Shown when a worker was lost and the job was started again: what ran twice, and which result counts. */
export function AttemptsCard({ job }: { readonly job: Job }): JSX.Element | null {
  if (job.attempts.length < 2) return null;
  return (
    <section className="card" aria-label="Repeated attempts">
      <header>
        <h2>Repeated attempts</h2>
      </header>
      <ol className="attempts">
        {job.attempts.toReversed().map((attempt) => {
          const status = ATTEMPT_STATUS[attempt.outcome];
          return (
            <li key={attempt.attempt} className={`s-${status}`}>
              <span className="status">
                <StatusIcon status={status} />
                <span className="sr-only">{statusWord(status)}</span>
              </span>
              <span>Attempt {attempt.attempt}</span>
              <span className="muted">{attempt.worker}</span>
              <small>
                {attempt.endTime === null ? (
                  <>
                    Running since <Time at={attempt.startTime} />
                  </>
                ) : (
                  <>
                    Ended <Time at={attempt.endTime} />
                    {attempt.reason !== null && `: ${attempt.reason}`}
                  </>
                )}
              </small>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
