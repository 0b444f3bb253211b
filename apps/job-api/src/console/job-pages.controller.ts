import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { JOB_STATUSES, type JobStatus } from '@runledger/domain';
import { CurrentProject, ProjectedModels, readFenced } from '@runledger/ledger-module';
import { Answers, CurrentRequest, CurrentToken, ForbidUnknownFields, IntField, StringList, type AuthenticatedToken, type RequestContext } from '@runledger/service-kit';
import { JOBS } from '../job/job-model.js';
import { visibleJobs } from '../job/job-access.js';
import { JobReader, type JobDocument } from '../job/job-reader.js';
import { statusFilter, type JobFilter } from '../search/job-filter.js';
import { JOB_PAGE } from './job-page-schema.js';

@ForbidUnknownFields()
class JobPageQuery {
  @StringList({ choices: JOB_STATUSES })
  status: readonly JobStatus[] = [];

  @StringList()
  tokenId: readonly string[] = [];

  @StringList()
  component: readonly string[] = [];

  @IntField({ min: 0, max: Number.MAX_SAFE_INTEGER, description: '`next` of the page before' })
  cursor?: number;

  @IntField({ min: 1, max: 500 })
  limit = 60;
}

/** Jobs in pages that stay where they are while new jobs arrive: the cursor is a position in the log. */
@Controller('runledger/v1/jobs')
export class JobPagesController {
  constructor(
    private readonly projects: CurrentProject,
    private readonly models: ProjectedModels,
    private readonly reader: JobReader,
  ) {}

  @Get()
  @Header('content-type', 'application/json')
  @ApiOperation({ summary: 'A page of jobs, newest first, with the count of all that match' })
  @Answers(200, JOB_PAGE)
  async page(@CurrentToken() token: AuthenticatedToken, @CurrentRequest() { publicUrl }: RequestContext, @Query() query: JobPageQuery): Promise<string> {
    const { found, total } = (await readFenced(
      () => this.reader.fence(token.projectId),
      () => this.find(token, query),
    )) ?? { found: [], total: 0 };
    const page = found.slice(0, query.limit);
    const next = found.length > query.limit ? String(page.at(-1)?.keys.created ?? '') : null;
    const position = String(page[0]?.keys.created ?? 0);
    const items = await this.reader.pageTexts(token, page, publicUrl);
    return `{"items":[${items.join(',')}],"next":${JSON.stringify(next)},"total":${total},"position":${JSON.stringify(position)}}`;
  }

  /** One more than asked for, which tells whether there is a next page; undefined when nothing matches at all. */
  private async find(token: AuthenticatedToken, query: JobPageQuery): Promise<FoundJobs | undefined> {
    const { projectId: project } = token;
    const status = statusFilter(this.projects.get(project), query.status, Date.now());
    const matching = matchingFilter(query, [visibleJobs(token), status]);
    const older: JobFilter = query.cursor === undefined ? matching : { op: 'and', filters: [matching, { op: 'lt', key: 'created', value: query.cursor }] };
    const [found, total] = await Promise.all([
      this.models.reader.find(JOBS, { project, filter: older, sort: [{ key: 'created', direction: 'descending' }], limit: query.limit + 1 }),
      this.models.reader.count(JOBS, { project, filter: matching }),
    ]);
    return total === 0 ? undefined : { found, total };
  }
}

interface FoundJobs {
  readonly found: readonly JobDocument[];
  readonly total: number;
}

const matchingFilter = ({ tokenId, component }: JobPageQuery, filters: readonly JobFilter[]): JobFilter => ({
  op: 'and',
  filters: [
    ...filters,
    ...(tokenId.length === 0 ? [] : [{ op: 'in' as const, key: 'token' as const, values: tokenId }]),
    ...(component.length === 0 ? [] : [{ op: 'in' as const, key: 'component' as const, values: component }]),
  ],
});
