import { JOB_MODES } from '@runledger/contracts';
import { JOB_STATUSES, type JobStatus } from '@runledger/domain';
import { ChoiceField, ForbidUnknownFields, IntField, StringField, StringList } from '@runledger/service-kit';

export const SORT_FIELDS = [
  'id',
  'runId',
  'projectId',
  'branchId',
  'componentId',
  'configId',
  'tokenDescription',
  'status',
  'createdTime',
  'updatedTime',
  'startTime',
  'endTime',
  'durationSeconds',
] as const;
export type SortField = (typeof SORT_FIELDS)[number];

const JOB_TYPES = ['standard', 'container', 'phaseContainer', 'orchestrationContainer', 'retryContainer'] as const;

/** Filters of `GET /search/jobs` (contract 2.8). An unknown one is refused by name. */
@ForbidUnknownFields()
export class SearchQuery {
  @StringList()
  id: readonly string[] = [];

  @StringList()
  runId: readonly string[] = [];

  @StringList()
  branchId: readonly string[] = [];

  @StringList()
  tokenId: readonly string[] = [];

  @StringList()
  tokenDescription: readonly string[] = [];

  @StringList()
  component: readonly string[] = [];

  @StringList()
  componentId: readonly string[] = [];

  @StringList()
  config: readonly string[] = [];

  @StringList()
  configId: readonly string[] = [];

  @StringList()
  configRowIds: readonly string[] = [];

  @StringList({ choices: JOB_MODES })
  mode: readonly string[] = [];

  @StringList({ choices: JOB_STATUSES })
  status: readonly JobStatus[] = [];

  @StringList({ choices: JOB_TYPES })
  type: readonly string[] = [];

  @StringField({ description: 'Children of this run; empty: only jobs without a parent' })
  parentRunId?: string;

  @StringField()
  createdTimeFrom?: string;

  @StringField()
  createdTimeTo?: string;

  @StringField()
  startTimeFrom?: string;

  @StringField()
  startTimeTo?: string;

  @StringField()
  endTimeFrom?: string;

  @StringField()
  endTimeTo?: string;

  @IntField({ min: 0, max: 1e9 })
  durationSecondsFrom?: number;

  @IntField({ min: 0, max: 1e9 })
  durationSecondsTo?: number;

  @IntField({ min: 1, max: 500 })
  limit = 100;

  @IntField({ min: 0, max: 1e9 })
  offset = 0;

  @ChoiceField(SORT_FIELDS)
  sortBy: SortField = 'id';

  @ChoiceField(['asc', 'desc'])
  sortOrder: 'asc' | 'desc' = 'desc';
}
