import type { ProjectId, StorageJobId, TableId } from '@runledger/contracts';
import type { BlobStore } from '@runledger/blob-store';
import type { ProjectState, StorageJob } from '@runledger/domain';
import type { Logger } from '@runledger/service-kit';

const tablePrefix = (project: ProjectId, tableId: TableId): string => `tables/${project}/${tableId}/`;
const storageJobPrefix = (project: ProjectId, tableId: TableId, id: StorageJobId): string =>
  `${tablePrefix(project, tableId)}sj-${id}-`;

/** Where an attempt puts a part of a table version: below the table's own prefix, and no two attempts share a key. */
export const versionBytesKey = (project: ProjectId, tableId: TableId, id: StorageJobId, attempt: number, part: number): string =>
  `${storageJobPrefix(project, tableId, id)}${attempt}-${part}.parquet`;

/** Deletes what attempts of ended loads have written and no version holds. */
export class LostBytes {
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly blobs: BlobStore,
    private readonly logger: Logger,
  ) {}

  /** An ended storage job never commits again, so nothing that could still win is touched; one that has not ended is left alone. */
  collect(project: ProjectState, storageJob: StorageJob): void {
    const deletion = this.delete(project, storageJob)
      .catch((error: unknown) =>
        this.logger.warn({ storageJobId: storageJob.id, err: error }, 'bytes of a lost attempt could not be deleted'),
      )
      .finally(() => this.underWay.delete(deletion));
    this.underWay.add(deletion);
  }

  async settled(): Promise<void> {
    await Promise.all(this.underWay);
  }

  private async delete(
    { id: project }: ProjectState,
    { id, state, attempts, created: { task, tableId } }: StorageJob,
  ): Promise<void> {
    if (state.phase !== 'finished' || task.type !== 'load' || tableId === null) return;
    const won = state.status === 'success' && state.results.type === 'version' ? state.results.version.files : [];
    const kept = new Set(won.map(({ key }) => key));
    const written =
      task.source.type === 'output'
        ? task.source.files.map(({ key }) => key).filter((key) => key.startsWith(tablePrefix(project, tableId)))
        : [];
    // A single attempt that won has kept all that it wrote.
    if (state.status === 'error' || attempts > 1)
      for await (const { key } of this.blobs.list(storageJobPrefix(project, tableId, id))) written.push(key);
    for (const key of written) if (!kept.has(key)) await this.blobs.delete(key);
  }
}
