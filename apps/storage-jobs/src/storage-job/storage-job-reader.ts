import { Injectable } from '@nestjs/common';
import { Payloads } from '@runledger/event-log';
import { ProjectedModels, readFenced } from '@runledger/ledger-module';
import type { Filter, FoundDocument } from '@runledger/read-models';
import { ApiError, type AuthenticatedToken } from '@runledger/service-kit';
import { managesBuckets, readableBuckets } from '../bucket/bucket-access.js';
import { withOrigin } from '../self-links.js';
import { STORAGE_JOBS } from './storage-job-model.js';
import type { StorageJobStatus } from './storage-job-body.js';

type Keys = (typeof STORAGE_JOBS)['keys'];

export interface StorageJobPage {
  readonly limit: number;
  readonly offset: number;
  /** Empty: any. */
  readonly statuses: readonly StorageJobStatus[];
  readonly excludedStatuses: readonly StorageJobStatus[];
}

/** Storage jobs as a token sees them: its own, and those about buckets that it may read. */
@Injectable()
export class StorageJobReader {
  constructor(
    private readonly models: ProjectedModels,
    private readonly payloads: Payloads,
  ) {}

  /** Newest first. Parameters that were too large for the log are shown in the detail only. */
  async page(
    token: AuthenticatedToken,
    { limit, offset, statuses, excludedStatuses }: StorageJobPage,
    publicUrl: string,
  ): Promise<readonly unknown[]> {
    const filters: readonly Filter<Keys>[] = [
      ...visibleTo(token),
      ...(statuses.length === 0 ? [] : [{ op: 'in' as const, key: 'status' as const, values: statuses }]),
      ...(excludedStatuses.length === 0
        ? []
        : [{ op: 'not' as const, filter: { op: 'in' as const, key: 'status' as const, values: excludedStatuses } }]),
    ];
    await this.models.fence(token.projectId);
    const found = await this.models.reader.find(STORAGE_JOBS, {
      project: token.projectId,
      filter: { op: 'and', filters },
      sort: [{ key: 'created', direction: 'descending' }],
      skip: offset,
      limit,
    });
    return found.map(({ body }) => withOrigin(body, publicUrl));
  }

  /** @throws ApiError 404. */
  async detail(token: AuthenticatedToken, id: string, publicUrl: string): Promise<unknown> {
    const document = await readFenced(
      () => this.models.fence(token.projectId),
      () => this.models.reader.get(STORAGE_JOBS, { project: token.projectId, id }),
    );
    if (document === undefined || !isVisibleTo(token, document))
      throw ApiError.notFound('storage.jobs.notFound', `The storage job "${id}" was not found`);
    const body = withOrigin(document.body, publicUrl);
    const { operationParamsPayload: digest } = document.keys;
    return digest === null
      ? body
      : Object.assign({}, body, { operationParams: await this.payloads.fromPayload({ digest, bytes: 1 }) });
  }
}

const visibleTo = (token: AuthenticatedToken): readonly Filter<Keys>[] =>
  managesBuckets(token)
    ? []
    : [
        {
          op: 'or',
          filters: [
            { op: 'eq', key: 'token', value: token.tokenId },
            { op: 'in', key: 'bucket', values: readableBuckets(token) },
          ],
        },
      ];

const isVisibleTo = (token: AuthenticatedToken, { keys }: FoundDocument<Keys>): boolean =>
  managesBuckets(token) || keys.token === token.tokenId || (keys.bucket !== null && readableBuckets(token).includes(keys.bucket));
