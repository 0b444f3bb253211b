import { Injectable } from '@nestjs/common';
import type { ProjectId } from '@runledger/contracts';
import { listFenced, ProjectedModels, readFenced } from '@runledger/ledger-module';
import { QUERY_LIMIT_MAX, type Filter, type FoundDocument, type Query } from '@runledger/read-models';
import { ApiError, type AuthenticatedToken } from '@runledger/service-kit';
import { EVENTS_MODEL, type EVENT_KEYS } from './event-model.js';
import { placeOfId } from './event-place.js';
import type { EventsQuery } from './events.controller.js';
import { JOB_LOG_MODEL } from './job-log-model.js';

type EventFilter = Filter<typeof EVENT_KEYS>;
type EventDocument = FoundDocument<typeof EVENT_KEYS>;

/** Events of the project log and log lines of components as one list. */
@Injectable()
export class EventFeed {
  constructor(private readonly models: ProjectedModels) {}

  /** @throws ApiError 400 beyond the longest list; older events are reached by `maxId`. */
  async list(token: AuthenticatedToken, query: EventsQuery, object: string | undefined): Promise<readonly object[]> {
    const { limit, offset, sortOrder } = query;
    if (offset + limit > QUERY_LIMIT_MAX) {
      throw ApiError.badRequest('storage.events.validation', `offset and limit reach ${QUERY_LIMIT_MAX} events at most. Go on with maxId, the id of the last event.`, { field: 'offset' });
    }
    const wanted: Query<typeof EVENT_KEYS> = {
      project: token.projectId,
      filter: filterOf(token, query, object),
      sort: [{ key: 'place', direction: sortOrder === 'asc' ? 'ascending' : 'descending' }],
      limit: offset + limit,
    };
    const found = await listFenced(
      () => this.fence(token.projectId),
      () => this.find(wanted),
    );
    const direction = sortOrder === 'asc' ? 1 : -1;
    const inOrder = [...found].sort((a, b) => direction * comparePlaces(a, b));
    return inOrder.slice(offset, offset + limit).map(({ body }) => JSON.parse(body) as object);
  }

  /** @throws ApiError 404, also for an event that the token may not see. */
  async one(token: AuthenticatedToken, id: string): Promise<object> {
    const isThis: EventFilter = {
      op: 'or',
      filters: [
        { op: 'eq', key: 'place', value: id },
        { op: 'eq', key: 'uuid', value: id },
      ],
    };
    const wanted: Query<typeof EVENT_KEYS> = { project: token.projectId, filter: { op: 'and', filters: [isThis, ...ownOf(token)] }, limit: 1 };
    const event = await readFenced(
      () => this.fence(token.projectId),
      async () => (await this.find(wanted))[0],
    );
    if (event === undefined) throw ApiError.notFound('storage.events.notFound', `Event "${id}" was not found`);
    return JSON.parse(event.body) as object;
  }

  private async fence(project: ProjectId): Promise<void> {
    await this.models.fence(project);
    await this.models.linesCaughtUp();
  }

  private async find(wanted: Query<typeof EVENT_KEYS>): Promise<readonly EventDocument[]> {
    const [events, lines] = await Promise.all([this.models.reader.find(EVENTS_MODEL, wanted), this.models.jobLogReader.find(JOB_LOG_MODEL, wanted)]);
    return [...events, ...lines];
  }
}

const comparePlaces = (a: EventDocument, b: EventDocument): number => ((a.keys.place ?? '') < (b.keys.place ?? '') ? -1 : 1);

/** A limited token lists only what it did itself, or was done for it (contract 6.5). */
const ownOf = ({ rights, tokenId }: AuthenticatedToken): readonly EventFilter[] => (rights.isMasterToken ? [] : [{ op: 'eq', key: 'tokens', value: tokenId }]);

const filterOf = (token: AuthenticatedToken, query: EventsQuery, object: string | undefined): EventFilter => {
  const filters: EventFilter[] = [...ownOf(token)];
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
  if (query.sinceId !== undefined && query.sinceId !== '') filters.push({ op: 'gt', key: 'place', value: placeOfId(query.sinceId) });
  if (query.maxId !== undefined && query.maxId !== '') filters.push({ op: 'lt', key: 'place', value: placeOfId(query.maxId) });
  if (query.q !== undefined && query.q !== '') filters.push({ op: 'contains', key: 'message', value: query.q });
  return { op: 'and', filters };
};
