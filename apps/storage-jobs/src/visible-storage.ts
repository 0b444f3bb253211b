import { Injectable } from '@nestjs/common';
import type { BucketId, TableId } from '@runledger/contracts';
import type { Bucket, ProjectState, Table } from '@runledger/domain';
import { Ledger } from '@runledger/event-log';
import { branchOf, CurrentProject, readFenced } from '@runledger/ledger-module';
import type { AuthenticatedToken } from '@runledger/service-kit';
import { mayUseBucket } from './bucket/bucket-access.js';
import { bucketNotFound, tableNotFound } from './refusals.js';

/**
 * Buckets and tables as a token sees them; what it may not read is as if absent. They are answered from the fold, which holds all that
 * exist now: with the read store away they are still there, and a list can never contradict the verdict on the next write.
 */
@Injectable()
export class VisibleStorage {
  constructor(
    private readonly ledger: Ledger,
    private readonly projects: CurrentProject,
  ) {}

  buckets(token: AuthenticatedToken, branch: string): Promise<readonly Bucket[]> {
    return this.list(token, branch, ({ storage }) =>
      [...storage.buckets.values()].filter(({ id }) => mayUseBucket(token, 'read', id)),
    );
  }

  tables(token: AuthenticatedToken, branch: string): Promise<readonly Table[]> {
    return this.list(token, branch, ({ storage }) =>
      [...storage.tables.values()].filter(({ bucketId }) => mayUseBucket(token, 'read', bucketId)),
    );
  }

  /** @throws ApiError 404. */
  async bucket(token: AuthenticatedToken, branch: string, id: string): Promise<Bucket> {
    const found = await this.find(token, branch, ({ storage }) => storage.buckets.get(id as BucketId));
    if (found === undefined || !mayUseBucket(token, 'read', found.id)) throw bucketNotFound(token.projectId, id);
    return found;
  }

  /** @throws ApiError 404. */
  async table(token: AuthenticatedToken, branch: string, id: string): Promise<Table> {
    const found = await this.find(token, branch, ({ storage }) => storage.tables.get(id as TableId));
    if (found === undefined || !mayUseBucket(token, 'read', found.bucketId)) throw tableNotFound(token.projectId, id);
    return found;
  }

  private async list<T>(
    token: AuthenticatedToken,
    branch: string,
    read: (project: ProjectState) => readonly T[],
  ): Promise<readonly T[]> {
    return (await this.find(token, branch, read)) ?? [];
  }

  private find<T>(
    { projectId }: AuthenticatedToken,
    branch: string,
    read: (project: ProjectState) => T | undefined,
  ): Promise<T | undefined> {
    return readFenced(
      () => this.ledger.fence(projectId),
      () => {
        const project = this.projects.get(projectId);
        branchOf(project, branch);
        return read(project);
      },
    );
  }
}
