import type { BlobStore } from '@runledger/blob-store';
import type { TableExport } from '@runledger/contracts';
import type { TableVersion } from '@runledger/domain';
import type { RowSelection, TableFiles } from '@runledger/table-engine';

/** The files of a table version where an engine can read them. */
export const tableFilesOf = async (
  blobs: BlobStore,
  { files, columns }: Pick<TableVersion, 'files' | 'columns'>,
): Promise<TableFiles> => ({
  files: await Promise.all(files.map(({ key }) => blobs.localPath(key))),
  columns: columns.map((name) => ({ name })),
});

/** A selection in the engine's words. */
export const engineSelection = ({
  columns,
  filters,
  orderBy,
}: Pick<TableExport, 'columns' | 'filters' | 'orderBy'>): RowSelection => ({
  ...(columns === null ? {} : { columns }),
  where: filters,
  orderBy: orderBy.map(({ order, ...item }) => ({ ...item, direction: order })),
});
