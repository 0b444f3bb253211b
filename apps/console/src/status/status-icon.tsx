import type { JSX } from 'react';
import { isTurning, type JobStatus } from './job-status.js';

/** Nine silhouettes that differ without colour. */
const SHAPES: Record<JobStatus, JSX.Element> = {
  created: <circle cx="8" cy="8" r="5.6" strokeDasharray="2.2 2.2" />,
  waiting: <path d="M4.5 2.5h7M4.5 13.5h7M5.5 2.5v2.2L8 8l2.5-3.3V2.5M5.5 13.5v-2.2L8 8l2.5 3.3v2.2" />,
  processing: (
    <>
      <circle cx="8" cy="8" r="5.6" opacity=".28" />
      <path d="M13.6 8A5.6 5.6 0 0 0 8 2.4" />
    </>
  ),
  success: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="m5.6 8.2 1.7 1.7 3.2-3.6" />
    </>
  ),
  warning: <path d="M8 2.6 14 13H2L8 2.6ZM8 6.6v3M8 11.3v.01" />,
  error: <path d="M5.7 2.4h4.6l3.3 3.3v4.6l-3.3 3.3H5.7l-3.3-3.3V5.7l3.3-3.3ZM6.2 6.2l3.6 3.6M9.8 6.2 6.2 9.8" />,
  terminating: (
    <>
      <circle cx="8" cy="8" r="5.6" strokeDasharray="4 2.8" />
      <rect x="6" y="6" width="4" height="4" rx=".6" fill="currentColor" stroke="none" />
    </>
  ),
  terminated: (
    <>
      <rect x="2.8" y="2.8" width="10.4" height="10.4" rx="2.4" />
      <rect x="6" y="6" width="4" height="4" rx=".6" fill="currentColor" stroke="none" />
    </>
  ),
  cancelled: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="m4.2 11.8 7.6-7.6" />
    </>
  ),
};

export function StatusIcon({ status }: { readonly status: JobStatus }): JSX.Element {
  return (
    <svg className={isTurning(status) ? 'icon icon--turning' : 'icon'} viewBox="0 0 16 16" aria-hidden="true">
      {SHAPES[status]}
    </svg>
  );
}
