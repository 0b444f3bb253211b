import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { CurrentProject } from '@runledger/ledger-module';
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
import { StorageJobCreation } from '../storage-job/storage-job-creation.js';
import { STORAGE_JOB } from '../storage-job/storage-job-schema.js';
import { VisibleStorage } from '../visible-storage.js';
import { tableListItem } from './table-body.js';
import { TableCreation, TablesQuery } from './table-requests.js';
import { TABLE_LIST_ITEM } from './table-schema.js';
import { Tables } from './tables.js';

@StorageController('buckets/:bucket')
export class BucketTablesController {
  constructor(
    private readonly storage: VisibleStorage,
    private readonly tables: Tables,
    private readonly storageJobs: StorageJobCreation,
    private readonly projects: CurrentProject,
  ) {}

  @Get('tables')
  @ApiOperation({ summary: 'Tables of a bucket' })
  @Answers(200, listOf(TABLE_LIST_ITEM))
  async list(
    @CurrentToken() token: AuthenticatedToken,
    @CurrentRequest() { publicUrl }: RequestContext,
    @BranchOfPath() branch: string,
    @Param('bucket') id: string,
    @Query() { include }: TablesQuery,
  ): Promise<readonly object[]> {
    const bucket = await this.storage.bucket(token, branch, id);
    const project = this.projects.get(token.projectId);
    return Array.from(bucket.tables.values(), (table) => tableListItem(project, table, include, publicUrl));
  }

  @Post('tables-async')
  @HttpCode(202)
  @ApiOperation({ summary: 'Create a table from an uploaded file (contract 5.2)' })
  @Answers(202, STORAGE_JOB)
  async create(
    @CurrentToken() token: AuthenticatedToken,
    @CurrentRequest() request: RequestContext,
    @BranchOfPath() branch: string,
    @Param('bucket') id: string,
    @Body() body: TableCreation,
  ): Promise<object> {
    const bucket = await this.storage.bucket(token, branch, id);
    return this.storageJobs.create(token, request, this.tables.creation(token, bucket, body));
  }
}
