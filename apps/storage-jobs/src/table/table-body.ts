import type { Bucket, ProjectState, Table, TableVersion } from '@runledger/domain';
import { storageTime } from '@runledger/ledger-module';
import { bucketBody } from '../bucket/bucket-body.js';

/** What never changes about a table. */
type TableIdentity = Pick<Table, 'id' | 'name' | 'displayName' | 'createdMs'>;

/**
 * Table at one of its versions (contract 5.6), with its columns. `version` is our own field: the version that the rest speaks of.
 */
export const tableBody = (
  { id, name, displayName, createdMs }: TableIdentity,
  version: TableVersion,
  publicUrl: string,
): Readonly<Record<string, unknown>> => ({
  uri: `${publicUrl}/v2/storage/tables/${id}`,
  id,
  name,
  displayName,
  transactional: false,
  primaryKey: version.primaryKey,
  indexType: null,
  indexKey: [],
  distributionType: null,
  distributionKey: [],
  syntheticPrimaryKeyEnabled: false,
  created: storageTime(createdMs),
  lastImportDate: storageTime(version.committedMs),
  lastChangeDate: storageTime(version.committedMs),
  rowsCount: version.rows,
  dataSizeBytes: version.bytes,
  isAlias: false,
  isAliasable: true,
  isTyped: false,
  tableType: 'table',
  path: `/${id}`,
  metadata: [],
  attributes: [],
  columns: version.columns,
  columnMetadata: {},
  definition: {
    primaryKeysNames: version.primaryKey,
    columns: version.columns.map((column) => ({
      name: column,
      definition: { type: 'VARCHAR', nullable: false },
      basetype: 'STRING',
      canBeFiltered: true,
    })),
  },
  version: version.version,
});

/** The table as it is now, with its bucket. */
export const tableDetail = (project: ProjectState, table: Table, bucket: Bucket | undefined, publicUrl: string): object => ({
  ...tableBody(table, table.current, publicUrl),
  ...(bucket === undefined ? {} : { bucket: bucketBody(project, bucket, publicUrl) }),
});

/** Parts of a table that lists show only where asked for. */
export const TABLE_PARTS = ['buckets', 'columns', 'metadata', 'columnMetadata', 'attributes', 'sourceMetadata'] as const;

/** The table in a list (contract 5.6): bucket, columns and metadata of columns only when included. */
export const tableListItem = (project: ProjectState, table: Table, include: readonly string[], publicUrl: string): object => {
  const { columns, columnMetadata, definition: _, ...summary } = tableBody(table, table.current, publicUrl);
  const bucket = project.storage.buckets.get(table.bucketId);
  return {
    ...summary,
    ...(include.includes('columns') ? { columns } : {}),
    ...(include.includes('columnMetadata') ? { columnMetadata } : {}),
    ...(include.includes('buckets') && bucket !== undefined ? { bucket: bucketBody(project, bucket, publicUrl) } : {}),
  };
};
