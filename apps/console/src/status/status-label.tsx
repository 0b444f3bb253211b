import type { JSX } from 'react';
import { statusWord, type JobStatus } from './job-status.js';
import { StatusIcon } from './status-icon.js';

interface StatusLabelProps {
  readonly status: JobStatus;
  /** A badge stands in a page's header only; lists use icon and word. */
  readonly badge?: boolean;
}

/** Icon and word; colour is the third signal, never the first. */
export function StatusLabel({ status, badge = false }: StatusLabelProps): JSX.Element {
  return (
    <span className={`status s-${status}${badge ? ' status--badge' : ''}`}>
      <StatusIcon status={status} />
      {statusWord(status)}
    </span>
  );
}
