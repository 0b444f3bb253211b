import { Get, Param, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import {
  Answers,
  CurrentRequest,
  CurrentToken,
  IntField,
  listOf,
  StorageController,
  StringList,
  type AuthenticatedToken,
  type RequestContext,
} from '@runledger/service-kit';
import { STORAGE_JOB_STATUSES, type StorageJobStatus } from './storage-job-body.js';
import { StorageJobReader } from './storage-job-reader.js';
import { STORAGE_JOB } from './storage-job-schema.js';

class StorageJobsQuery {
  @IntField({ min: 0, max: 1_000 })
  limit = 100;

  @IntField({ min: 0, max: 1_000_000_000 })
  offset = 0;

  @StringList({ choices: STORAGE_JOB_STATUSES })
  storage_job_status: readonly StorageJobStatus[] = [];

  @StringList({ choices: STORAGE_JOB_STATUSES })
  excluded_storage_job_status: readonly StorageJobStatus[] = [];
}

@StorageController('jobs', { branch: false })
export class StorageJobsController {
  constructor(private readonly reader: StorageJobReader) {}

  @Get()
  @ApiOperation({ summary: 'Storage jobs, newest first (contract 3.1)' })
  @Answers(200, listOf(STORAGE_JOB))
  list(
    @CurrentToken() token: AuthenticatedToken,
    @CurrentRequest() { publicUrl }: RequestContext,
    @Query() query: StorageJobsQuery,
  ): Promise<readonly unknown[]> {
    const { limit, offset, storage_job_status: statuses, excluded_storage_job_status: excludedStatuses } = query;
    return this.reader.page(token, { limit, offset, statuses, excludedStatuses }, publicUrl);
  }

  @Get(':job')
  @ApiOperation({ summary: 'One storage job (contract 3.2)' })
  @Answers(200, STORAGE_JOB)
  detail(
    @CurrentToken() token: AuthenticatedToken,
    @CurrentRequest() { publicUrl }: RequestContext,
    @Param('job') id: string,
  ): Promise<unknown> {
    return this.reader.detail(token, id, publicUrl);
  }
}
