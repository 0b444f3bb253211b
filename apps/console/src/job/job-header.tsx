import { IconPlayerStop } from '@tabler/icons-react';
import type { JSX } from 'react';
import type { Job } from '../api/responses.js';
import { PageHeading } from '../frame/page-heading.js';
import { LiveMark } from '../live/live-mark.js';
import type { Freshness } from '../live/use-live.js';
import { mayTerminate, shownStatus } from '../status/job-status.js';
import { StatusLabel } from '../status/status-label.js';
import { markOf, nameOf, resultOf } from './job-facts.js';

interface JobHeaderProps {
  readonly job: Job;
  readonly freshness: Freshness;
  readonly onTerminate: () => void;
}

export function JobHeader({ job, freshness, onTerminate }: JobHeaderProps): JSX.Element {
  const version = resultOf(job).configVersion ?? null;
  return (
    <>
      <div className="heading">
        <span className="component-mark component-mark--large" aria-hidden="true">
          {markOf(job.componentName)}
        </span>
        <div className="heading__title">
          <div className="heading__line">
            <PageHeading>
              <span dir="auto">{nameOf(job)}</span>
            </PageHeading>
            <StatusLabel status={shownStatus(job)} badge />
          </div>
          <p className="heading__facts">
            {job.componentName} <span aria-hidden="true">·</span> <span className="mono">{job.id}</span>
            {version !== null && (
              <>
                {' '}
                <span aria-hidden="true">·</span> version {version}
              </>
            )}
            {freshness.kind !== 'still' && <span aria-hidden="true">·</span>} <LiveMark freshness={freshness} />
          </p>
        </div>
        {mayTerminate(job) && (
          <div className="heading__end heading__end--wide">
            <TerminateButton onTerminate={onTerminate} />
          </div>
        )}
      </div>
      {mayTerminate(job) && (
        <section className="action-bar" aria-label="Actions">
          <TerminateButton onTerminate={onTerminate} />
        </section>
      )}
    </>
  );
}

function TerminateButton({ onTerminate }: { readonly onTerminate: () => void }): JSX.Element {
  return (
    <button type="button" className="button button--stop" onClick={onTerminate}>
      <IconPlayerStop size={16} stroke={1.6} aria-hidden />
      Terminate
    </button>
  );
}
