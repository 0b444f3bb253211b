import { Injectable } from '@nestjs/common';
import type { Actor, BucketId } from '@runledger/contracts';
import type { Bucket } from '@runledger/domain';
import { Ledger, newEvent } from '@runledger/event-log';
import { branchOf, CurrentProject } from '@runledger/ledger-module';
import { ApiError, type AuthenticatedToken } from '@runledger/service-kit';
import { bucketExists, bucketNotEmpty, bucketNotFound } from '../refusals.js';
import { managesBuckets } from './bucket-access.js';
import type { BucketCreation } from './bucket-request.js';
import { NAME_PREFIX, newBucket } from './new-bucket.js';

@Injectable()
export class Buckets {
  constructor(
    private readonly ledger: Ledger,
    private readonly projects: CurrentProject,
  ) {}

  /** @throws ApiError 400 when there is one of that name. */
  async create(
    token: AuthenticatedToken,
    actor: Actor,
    branch: string,
    { name, stage, description, displayName, backend, color }: BucketCreation,
  ): Promise<Bucket> {
    if (!managesBuckets(token)) throw ApiError.forbidden('storage.buckets.cannotManage', 'This token may not create buckets');
    branchOf(this.projects.get(token.projectId), branch);
    const bucketId = `${stage}.${NAME_PREFIX}${name}` as BucketId;
    const wanted = {
      description,
      color: color ?? null,
      ...(displayName === undefined ? {} : { displayName }),
      ...(backend === undefined ? {} : { backend }),
    };
    const { changes } = await this.ledger.append(
      newEvent('BucketCreated', {
        project: token.projectId,
        aggregate: `bucket:${bucketId}`,
        actor,
        data: newBucket(bucketId, stage, wanted),
      }),
    );
    const created = changes.flatMap((change) => (change.kind === 'bucket' ? [change.bucket] : []))[0];
    if (created === undefined) throw bucketExists(bucketId);
    return created;
  }

  /** @throws ApiError 400 when it has tables and `force` is not set. */
  async remove(token: AuthenticatedToken, actor: Actor, { id: bucketId }: Bucket, force: boolean): Promise<void> {
    const { verdict } = await this.ledger.append(
      newEvent('BucketDeleted', { project: token.projectId, aggregate: `bucket:${bucketId}`, actor, data: { bucketId, force } }),
    );
    if (verdict.effective) return;
    if (verdict.reason === 'notEmpty') throw bucketNotEmpty(bucketId);
    throw bucketNotFound(token.projectId, bucketId);
  }
}
