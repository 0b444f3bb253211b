import type { JobFilter } from '../api/platform.js';

/** The chips over the list of jobs. Until there is a query language each stands for one question to the platform. */
export const JOB_VIEWS = ['all', 'waiting', 'running', 'failed', 'mine'] as const;
export type JobView = (typeof JOB_VIEWS)[number];

export const JOB_VIEW_WORDS: Record<JobView, string> = {
  all: 'All',
  waiting: 'Waiting',
  running: 'Running',
  failed: 'Failed',
  mine: 'My jobs',
};

export interface JobSearch {
  readonly show?: JobView;
}

const isView = (value: unknown): value is JobView => JOB_VIEWS.some((view) => view === value);

/** Reads the address; what it does not know it drops. */
export function readJobSearch(raw: Record<string, unknown>): JobSearch {
  return isView(raw['show']) && raw['show'] !== 'all' ? { show: raw['show'] } : {};
}

/** `created` is shown under waiting: it has not started either, only that nothing but a worker is missing. */
export function filterOf(view: JobView, tokenId: string): JobFilter {
  switch (view) {
    case 'all':
      return {};
    case 'waiting':
      return { status: ['created', 'waiting'] };
    case 'running':
      return { status: ['processing', 'terminating'] };
    case 'failed':
      return { status: ['error'] };
    case 'mine':
      return { tokenId: [tokenId] };
  }
}
