import type { JobId } from '@runledger/contracts';
import { readMoment, startProblem, type JobStatus, type ProjectState } from '@runledger/domain';
import type { Filter, SortKey } from '@runledger/read-models';
import { ApiError } from '@runledger/service-kit';
import type { JOBS } from '../job/job-model.js';
import type { SearchQuery, SortField } from './search-query.js';

type JobKeys = (typeof JOBS)['keys'];
export type JobFilter = Filter<JobKeys>;

type TextKey = { [Key in keyof JobKeys]: JobKeys[Key] extends 'string' | 'strings' ? Key : never }[keyof JobKeys];

const EVERYTHING: JobFilter = { op: 'and', filters: [] };
const NOTHING: JobFilter = { op: 'or', filters: [] };

const anyOf = (key: TextKey, values: readonly string[]): readonly JobFilter[] =>
  values.length === 0 ? [] : [{ op: 'in', key, values }];

/** The filter of a search request (contract 2.8). @throws ApiError 400 naming a moment that is none. */
export const searchFilter = (project: ProjectState, query: SearchQuery, nowMs: number): JobFilter => ({
  op: 'and',
  filters: [
    ...anyOf('jobId', query.id),
    ...anyOf('runId', query.runId),
    ...anyOf('branch', query.branchId),
    ...anyOf('token', query.tokenId),
    ...anyOf('tokenDescription', query.tokenDescription),
    ...anyOf('component', [...query.component, ...query.componentId]),
    ...anyOf('configuration', [...query.config, ...query.configId]),
    ...anyOf('configurationRows', query.configRowIds),
    ...anyOf('mode', query.mode),
    ...(query.type.length > 0 && !query.type.includes('standard') ? [NOTHING] : []),
    ...(query.parentRunId === undefined ? [] : [{ op: 'eq' as const, key: 'parentRunId' as const, value: query.parentRunId }]),
    ...moments('createdMs', 'createdTime', query.createdTimeFrom, query.createdTimeTo, nowMs),
    ...moments('startMs', 'startTime', query.startTimeFrom, query.startTimeTo, nowMs),
    ...moments('endMs', 'endTime', query.endTimeFrom, query.endTimeTo, nowMs),
    ...(query.durationSecondsFrom === undefined ? [] : [{ op: 'gte' as const, key: 'durationSeconds' as const, value: query.durationSecondsFrom }]),
    ...(query.durationSecondsTo === undefined ? [] : [{ op: 'lte' as const, key: 'durationSeconds' as const, value: query.durationSecondsTo }]),
    statusFilter(project, query.status, nowMs),
  ],
});

const moments = (key: 'createdMs' | 'startMs' | 'endMs', name: string, from: string | undefined, to: string | undefined, nowMs: number): readonly JobFilter[] => [
  ...(from === undefined || from === '' ? [] : [{ op: 'gte' as const, key, value: moment(`${name}From`, from, nowMs) }]),
  ...(to === undefined || to === '' ? [] : [{ op: 'lte' as const, key, value: moment(`${name}To`, to, nowMs) }]),
];

const moment = (field: string, text: string, nowMs: number): number => {
  const ms = readMoment(text, nowMs);
  if (ms === undefined) throw ApiError.badRequest('validationError', `The field ${field} is no moment in time`, { field });
  return ms;
};

/** `created` and `waiting` are not stored but derived, so a filter on one of them becomes the ids that the fold gives now. */
export const statusFilter = (project: ProjectState, statuses: readonly JobStatus[], nowMs: number): JobFilter => {
  if (statuses.length === 0) return EVERYTHING;
  const stored: JobFilter = { op: 'in', key: 'status', values: statuses.filter((status) => status !== 'created' && status !== 'waiting') };
  const isCreated = statuses.includes('created');
  const isWaiting = statuses.includes('waiting');
  if (!isCreated && !isWaiting) return stored;
  if (isCreated && isWaiting) return { op: 'or', filters: [stored, { op: 'eq', key: 'status', value: 'candidate' }] };
  return { op: 'or', filters: [stored, candidateFilter(project, isWaiting, nowMs)] };
};

/** Candidates of one kind. A hundred thousand may wait while none is startable, or the other way round: the shorter list of ids is asked for. */
const candidateFilter = ({ jobs, limits }: ProjectState, isWaiting: boolean, nowMs: number): JobFilter => {
  const [wanted, others]: readonly [JobId[], JobId[]] = [[], []];
  for (const job of jobs.unfinished.values()) {
    if (job.state.phase !== 'candidate') continue;
    const isHeldBack = startProblem(jobs.admission, limits['components.jobsParallelism'], job, job.attempts.length + 1, nowMs) !== undefined;
    (isHeldBack === isWaiting ? wanted : others).push(job.id);
  }
  if (wanted.length <= others.length) return { op: 'in', key: 'jobId', values: wanted };
  return {
    op: 'and',
    filters: [
      { op: 'eq', key: 'status', value: 'candidate' },
      { op: 'not', filter: { op: 'in', key: 'jobId', values: others } },
    ],
  };
};

const SORT_KEYS: Readonly<Record<SortField, keyof JobKeys>> = {
  id: 'created',
  runId: 'runId',
  projectId: 'created',
  branchId: 'branch',
  componentId: 'component',
  configId: 'configuration',
  tokenDescription: 'tokenDescription',
  status: 'status',
  createdTime: 'created',
  updatedTime: 'created',
  startTime: 'startOrder',
  endTime: 'endOrder',
  durationSeconds: 'durationSeconds',
};

/** By id means by position in the log: ids of two services are not in order of creation. */
export const sortKeys = (sortBy: SortField, sortOrder: 'asc' | 'desc'): readonly SortKey<JobKeys>[] => [
  { key: SORT_KEYS[sortBy], direction: sortOrder === 'asc' ? 'ascending' : 'descending' },
];
