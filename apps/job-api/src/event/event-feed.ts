import { Injectable } from '@nestjs/common';
import type { ProjectId } from '@runledger/contracts';
import { ProjectedModels } from '@runledger/ledger-module';
import type { Filter, FoundDocument, Query } from '@runledger/read-models';
import { ApiError, type AuthenticatedToken } from '@runledger/service-kit';
import { EVENTS_MODEL, type EVENT_KEYS } from './event-model.js';
import type { EventsQuery } from './events.controller.js';
import { JOB_LOG_MODEL } from './job-log-model.js';

type EventFilter = Filter<typeof EVENT_KEYS>;
type EventDocument = FoundDocument<typeof EVENT_KEYS>;

/** Events of the project log and log lines of components as one list. */
@Injectable()
export class EventFeed {
  constructor(private readonly models: ProjectedModels) {}

  async list(token: AuthenticatedToken, query: EventsQuery, object: string | undefined): Promise<readonly object[]> {
    const { projectId } = token;
    await this.models.fence(projectId);
    const wanted: Query<typeof EVENT_KEYS> = {
      project: projectId,
      filter: filterOf(token, query, object),
      sort: [{ key: 'place', direction: query.sortOrder === 'asc' ? 'ascending' : 'descending' }],
      limit: Math.min(query.offset + query.limit, 10_000),
    };
    const [events, lines] = await Promise.all([
      this.models.reader.find(EVENTS_MODEL, wanted),
      // Lines have no object, so a list of one has none of them.
      object === undefined ? this.models.jobLogReader.find(JOB_LOG_MODEL, wanted) : [],
    ]);
    const direction = query.sortOrder === 'asc' ? 1 : -1;
    const merged = [...events, ...lines].sort((a, b) => direction * comparePlaces(a, b));
    return merged.slice(query.offset, query.offset + query.limit).map(({ body }) => JSON.parse(body) as object);
  }

  async one(project: ProjectId, id: string): Promise<object> {
    await this.models.fence(project);
    const wanted: Query<typeof EVENT_KEYS> = {
      project,
      filter: {
        op: 'or',
        filters: [
          { op: 'eq', key: 'place', value: id },
          { op: 'eq', key: 'uuid', value: id },
        ],
      },
      limit: 1,
    };
    const [event] = [...(await this.models.reader.find(EVENTS_MODEL, wanted)), ...(await this.models.jobLogReader.find(JOB_LOG_MODEL, wanted))];
    if (event === undefined) throw ApiError.notFound('storage.events.notFound', `Event "${id}" was not found`);
    return JSON.parse(event.body) as object;
  }
}

const comparePlaces = (a: EventDocument, b: EventDocument): number => ((a.keys.place ?? '') < (b.keys.place ?? '') ? -1 : 1);

const filterOf = ({ rights, tokenId }: AuthenticatedToken, query: EventsQuery, object: string | undefined): EventFilter => {
  const filters: EventFilter[] = [];
  if (query.runId !== undefined && query.runId !== '') {
    filters.push({
      op: 'or',
      filters: [
        { op: 'eq', key: 'job', value: query.runId },
        { op: 'eq', key: 'runId', value: query.runId },
      ],
    });
  }
  if (object !== undefined) filters.push({ op: 'eq', key: 'object', value: object });
  if (query.component !== undefined && query.component !== '') filters.push({ op: 'eq', key: 'component', value: query.component });
  if (query.configurationId !== undefined && query.configurationId !== '') filters.push({ op: 'eq', key: 'configuration', value: query.configurationId });
  if (query.sinceId !== undefined && query.sinceId !== '') filters.push({ op: 'gt', key: 'place', value: query.sinceId });
  if (query.maxId !== undefined && query.maxId !== '') filters.push({ op: 'lt', key: 'place', value: query.maxId });
  if (query.q !== undefined && query.q !== '') filters.push({ op: 'contains', key: 'message', value: query.q });
  // Contract 6.5: a limited token lists only what it did itself.
  if (!rights.isMasterToken) filters.push({ op: 'eq', key: 'token', value: tokenId });
  return { op: 'and', filters };
};
