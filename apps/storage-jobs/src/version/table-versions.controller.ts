import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ProjectedModels } from '@runledger/ledger-module';
import { Answers, ApiError, CurrentToken, IntField, type AuthenticatedToken } from '@runledger/service-kit';
import type { FastifyReply } from 'fastify';
import { TablePreviewQuery } from '../table/table-preview-request.js';
import { AnswersPreview } from '../table/table-preview-schema.js';
import { TablePreviews } from '../table/table-preview.js';
import { VisibleStorage } from '../visible-storage.js';
import { TABLE_VERSIONS, versionsKeyOf, type StoredTableVersion, type TableVersionItem } from './table-version-model.js';
import { TABLE_VERSION_PAGE } from './table-version-schema.js';

class TableVersionsQuery {
  @IntField({ min: 1, max: 1_000 })
  limit = 100;

  @IntField({ min: 1, max: Number.MAX_SAFE_INTEGER, description: 'Only versions older than this one' })
  before?: number;
}

/** The history of a table; no version is ever changed. */
@Controller('runledger/v1/tables/:table/versions')
export class TableVersionsController {
  constructor(
    private readonly storage: VisibleStorage,
    private readonly models: ProjectedModels,
    private readonly previews: TablePreviews,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Versions of a table, newest first: who, when, by which storage job, from which file, and what changed',
  })
  @Answers(200, TABLE_VERSION_PAGE)
  async list(
    @CurrentToken() token: AuthenticatedToken,
    @Param('table') id: string,
    @Query() { limit, before }: TableVersionsQuery,
  ): Promise<{ readonly items: readonly TableVersionItem[] }> {
    const table = await this.storage.table(token, 'default', id);
    await this.models.fence(token.projectId);
    const found = await this.models.reader.find(TABLE_VERSIONS, {
      project: token.projectId,
      filter: {
        op: 'and',
        filters: [
          { op: 'eq', key: 'table', value: versionsKeyOf(table) },
          ...(before === undefined ? [] : [{ op: 'lt' as const, key: 'version' as const, value: before }]),
        ],
      },
      sort: [{ key: 'version', direction: 'descending' }],
      limit,
    });
    return { items: found.map(({ body }) => storedVersion(body).item) };
  }

  @Get(':version/preview')
  @ApiOperation({ summary: 'First rows of one version, as CSV or JSON' })
  @AnswersPreview()
  async preview(
    @CurrentToken() token: AuthenticatedToken,
    @Param('table') id: string,
    @Param('version') version: string,
    @Query() query: TablePreviewQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const table = await this.storage.table(token, 'default', id);
    await this.models.fence(token.projectId);
    const found = await this.models.reader.get(TABLE_VERSIONS, {
      project: token.projectId,
      id: `${versionsKeyOf(table)}/${version}`,
    });
    if (found === undefined)
      throw ApiError.notFound('storage.tables.versions.notFound', `The table "${id}" has no version "${version}"`);
    const { item, files } = storedVersion(found.body);
    const { contentType, body } = await this.previews.answer({ columns: item.columns, files }, query);
    void reply.header('content-type', contentType);
    return body;
  }
}

/** What our own projection wrote becomes typed again. */
const storedVersion = (body: string): StoredTableVersion => JSON.parse(body) as StoredTableVersion;
