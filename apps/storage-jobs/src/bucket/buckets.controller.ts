import { Body, Delete, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { Bucket } from '@runledger/domain';
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
import { bucketNotEmpty } from '../refusals.js';
import { StorageJobCreation } from '../storage-job/storage-job-creation.js';
import { STORAGE_JOB } from '../storage-job/storage-job-schema.js';
import { tableListItem } from '../table/table-body.js';
import { VisibleStorage } from '../visible-storage.js';
import { assertMayUseBucket } from './bucket-access.js';
import { bucketBody } from './bucket-body.js';
import { BUCKET_DETAIL } from './bucket-detail-schema.js';
import { BucketCreation, BucketQuery, DeletionQuery } from './bucket-request.js';
import { BUCKET } from './bucket-schema.js';
import { Buckets } from './buckets.js';

@StorageController('buckets')
export class BucketsController {
  constructor(
    private readonly storage: VisibleStorage,
    private readonly buckets: Buckets,
    private readonly storageJobs: StorageJobCreation,
    private readonly projects: CurrentProject,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Buckets that the token may read (contract 5.1)' })
  @Answers(200, listOf(BUCKET))
  async list(
    @CurrentToken() token: AuthenticatedToken,
    @CurrentRequest() { publicUrl }: RequestContext,
    @BranchOfPath() branch: string,
    @Query() _: BucketQuery,
  ): Promise<readonly object[]> {
    const buckets = await this.storage.buckets(token, branch);
    return buckets.map((bucket) => this.bodyOf(token, bucket, publicUrl));
  }

  @Post()
  @ApiOperation({ summary: 'Create a bucket' })
  @Answers(201, BUCKET)
  async create(
    @CurrentToken() token: AuthenticatedToken,
    @CurrentRequest() request: RequestContext,
    @BranchOfPath() branch: string,
    @Body() body: BucketCreation,
  ): Promise<object> {
    const bucket = await this.buckets.create(token, actorOf('storage-jobs', token, request), branch, body);
    return this.bodyOf(token, bucket, request.publicUrl);
  }

  @Get(':bucket')
  @ApiOperation({ summary: 'One bucket with its tables' })
  @Answers(200, BUCKET_DETAIL)
  async detail(
    @CurrentToken() token: AuthenticatedToken,
    @CurrentRequest() { publicUrl }: RequestContext,
    @BranchOfPath() branch: string,
    @Param('bucket') id: string,
    @Query() { include }: BucketQuery,
  ): Promise<object> {
    const bucket = await this.storage.bucket(token, branch, id);
    const project = this.projects.get(token.projectId);
    const tables = Array.from(bucket.tables.values(), (table) => tableListItem(project, table, include, publicUrl));
    return { ...this.bodyOf(token, bucket, publicUrl), tables };
  }

  @Delete(':bucket')
  @ApiOperation({ summary: 'Delete a bucket: at once (204), or by a storage job (202)' })
  @Answers(202, STORAGE_JOB)
  @Answers(204)
  async remove(
    @CurrentToken() token: AuthenticatedToken,
    @CurrentRequest() request: RequestContext,
    @BranchOfPath() branch: string,
    @Param('bucket') id: string,
    @Query() { force, async }: DeletionQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | undefined> {
    const bucket = await this.storage.bucket(token, branch, id);
    assertMayUseBucket(token, 'manage', bucket.id);
    if (bucket.tables.size > 0 && !force) throw bucketNotEmpty(bucket.id);
    if (!async) {
      await this.buckets.remove(token, actorOf('storage-jobs', token, request), bucket, force);
      void reply.status(204);
      return undefined;
    }
    void reply.status(202);
    return this.storageJobs.create(token, request, {
      operation: 'bucketDelete',
      tableId: null,
      writes: false,
      task: { type: 'deleteBucket', bucketId: bucket.id, force },
      operationParams: { bucketId: bucket.id, force },
    });
  }

  private bodyOf({ projectId }: AuthenticatedToken, bucket: Bucket, publicUrl: string): object {
    return bucketBody(this.projects.get(projectId), bucket, publicUrl);
  }
}
