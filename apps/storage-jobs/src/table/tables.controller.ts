import { Body, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { actorOf, CurrentProject } from '@runledger/ledger-module';
import {
  Answers,
  BranchOfPath,
  CurrentRequest,
  CurrentToken,
  listOf,
  StorageController,
  type AuthenticatedToken,
  type RequestContext,
} from '@runledger/service-kit';
import type { FastifyReply } from 'fastify';
import { DeletionQuery } from '../bucket/bucket-request.js';
import { StorageJobCreation } from '../storage-job/storage-job-creation.js';
import { STORAGE_JOB } from '../storage-job/storage-job-schema.js';
import { VisibleStorage } from '../visible-storage.js';
import { tableDetail, tableListItem } from './table-body.js';
import { TableExportRequest } from './table-export-request.js';
import { TablePreviewQuery } from './table-preview-request.js';
import { AnswersPreview } from './table-preview-schema.js';
import { TablePreviews } from './table-preview.js';
import { TableImport, TablesQuery } from './table-requests.js';
import { TABLE, TABLE_LIST_ITEM } from './table-schema.js';
import { Tables } from './tables.js';

@StorageController('tables')
export class TablesController {
  constructor(
    private readonly storage: VisibleStorage,
    private readonly tables: Tables,
    private readonly previews: TablePreviews,
    private readonly storageJobs: StorageJobCreation,
    private readonly projects: CurrentProject,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Tables that the token may read (contract 5.6)' })
  @Answers(200, listOf(TABLE_LIST_ITEM))
  async list(
    @CurrentToken() token: AuthenticatedToken,
    @CurrentRequest() { publicUrl }: RequestContext,
    @BranchOfPath() branch: string,
    @Query() { include }: TablesQuery,
  ): Promise<readonly object[]> {
    const tables = await this.storage.tables(token, branch);
    return tables.map((table) => tableListItem(this.projects.get(token.projectId), table, include, publicUrl));
  }

  @Get(':table')
  @ApiOperation({ summary: 'One table' })
  @Answers(200, TABLE)
  async detail(
    @CurrentToken() token: AuthenticatedToken,
    @CurrentRequest() { publicUrl }: RequestContext,
    @BranchOfPath() branch: string,
    @Param('table') id: string,
  ): Promise<object> {
    const table = await this.storage.table(token, branch, id);
    const project = this.projects.get(token.projectId);
    return tableDetail(project, table, project.storage.buckets.get(table.bucketId), publicUrl);
  }

  @Delete(':table')
  @ApiOperation({ summary: 'Delete a table: at once (204), or by a storage job (202)' })
  @Answers(202, STORAGE_JOB)
  @Answers(204)
  async remove(
    @CurrentToken() token: AuthenticatedToken,
    @CurrentRequest() request: RequestContext,
    @BranchOfPath() branch: string,
    @Param('table') id: string,
    @Query() { async }: DeletionQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | undefined> {
    const table = await this.storage.table(token, branch, id);
    if (async) {
      void reply.status(202);
      return this.storageJobs.create(token, request, this.tables.drop(token, table));
    }
    await this.tables.remove(token, actorOf('storage-jobs', token, request), table);
    void reply.status(204);
    return undefined;
  }

  @Post(':table/import-async')
  @HttpCode(202)
  @ApiOperation({ summary: 'Replace the content of a table by that of an uploaded file (contract 5.3)' })
  @Answers(202, STORAGE_JOB)
  async import(
    @CurrentToken() token: AuthenticatedToken,
    @CurrentRequest() request: RequestContext,
    @BranchOfPath() branch: string,
    @Param('table') id: string,
    @Body() body: TableImport,
  ): Promise<object> {
    const table = await this.storage.table(token, branch, id);
    return this.storageJobs.create(token, request, this.tables.import(token, table, body));
  }

  @Post(':table/export-async')
  @HttpCode(202)
  @ApiOperation({ summary: 'Write a table into a sliced file (contract 5.4)' })
  @Answers(202, STORAGE_JOB)
  async export(
    @CurrentToken() token: AuthenticatedToken,
    @CurrentRequest() request: RequestContext,
    @BranchOfPath() branch: string,
    @Param('table') id: string,
    @Body() body: TableExportRequest,
  ): Promise<object> {
    const table = await this.storage.table(token, branch, id);
    return this.storageJobs.create(token, request, this.tables.export(table, body));
  }

  @Get(':table/data-preview')
  @ApiOperation({ summary: 'First rows of a table, as CSV or JSON (contract 5.5)' })
  @AnswersPreview()
  async preview(
    @CurrentToken() token: AuthenticatedToken,
    @BranchOfPath() branch: string,
    @Param('table') id: string,
    @Query() query: TablePreviewQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const table = await this.storage.table(token, branch, id);
    const { contentType, body } = await this.previews.answer(table.current, query);
    void reply.header('content-type', contentType);
    return body;
  }
}
