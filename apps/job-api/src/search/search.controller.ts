import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { CurrentProject, listFenced, ProjectedModels } from '@runledger/ledger-module';
import { Answers, CurrentRequest, CurrentToken, listOf, type AuthenticatedToken, type RequestContext } from '@runledger/service-kit';
import { JOBS } from '../job/job-model.js';
import { visibleJobs } from '../job/job-access.js';
import { JobReader } from '../job/job-reader.js';
import { JOB } from '../job/job-schema.js';
import { searchFilter, sortKeys } from './job-filter.js';
import { SearchQuery } from './search-query.js';

@Controller('search')
export class SearchController {
  constructor(
    private readonly projects: CurrentProject,
    private readonly models: ProjectedModels,
    private readonly reader: JobReader,
  ) {}

  @Get('jobs')
  @Header('content-type', 'application/json')
  @ApiOperation({ summary: 'Find jobs (contract 2.8)' })
  @Answers(200, listOf(JOB))
  async search(@CurrentToken() token: AuthenticatedToken, @CurrentRequest() { publicUrl }: RequestContext, @Query() query: SearchQuery): Promise<string> {
    const { projectId } = token;
    const found = await listFenced(
      () => this.reader.fence(projectId),
      () =>
        this.models.reader.find(JOBS, {
          project: projectId,
          filter: { op: 'and', filters: [visibleJobs(token), searchFilter(this.projects.get(projectId), query, Date.now())] },
          sort: sortKeys(query.sortBy, query.sortOrder),
          skip: query.offset,
          limit: query.limit,
        }),
    );
    return `[${(await this.reader.pageTexts(token, found, publicUrl)).join(',')}]`;
  }
}
