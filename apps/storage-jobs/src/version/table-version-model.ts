import type { TableFile } from '@runledger/contracts';
import type { ProjectState, Table, TableVersion } from '@runledger/domain';
import { storageTime } from '@runledger/ledger-module';
import { defineModel, documentOf, type DocumentChange } from '@runledger/read-models';

/** Every version that a table ever had. */
export const TABLE_VERSIONS = defineModel({
  name: 'table_versions',
  version: 1,
  keys: { table: 'string', version: 'number' },
  indexes: [['table', 'version']],
});

/** One version as `/runledger/v1` shows it. */
export interface TableVersionItem {
  readonly version: number;
  readonly created: string;
  readonly change: TableVersion['change'];
  readonly rows: number;
  readonly rowsChange: number;
  readonly bytes: number;
  readonly bytesChange: number;
  readonly columns: readonly string[];
  readonly columnsAdded: readonly string[];
  readonly columnsRemoved: readonly string[];
  readonly primaryKey: readonly string[];
  readonly storageJobId: number;
  readonly runId: string | null;
  readonly fileId: number | null;
  readonly creatorToken: { readonly id: string | null; readonly description: string | null };
}

/** Body of a document: the item, and the files that make the version up. */
export interface StoredTableVersion {
  readonly item: TableVersionItem;
  readonly files: readonly TableFile[];
}

/** The moment of creation keeps a table that was deleted and made again apart from its former life. */
export const versionsKeyOf = ({ id, createdMs }: Table): string => `${id}@${createdMs}`;

const itemOf = (version: TableVersion, previous: TableVersion | undefined): TableVersionItem => ({
  version: version.version,
  created: storageTime(version.committedMs),
  change: version.change,
  rows: version.rows,
  rowsChange: version.rows - (previous?.rows ?? 0),
  bytes: version.bytes,
  bytesChange: version.bytes - (previous?.bytes ?? 0),
  columns: version.columns,
  columnsAdded: without(version.columns, previous?.columns ?? []),
  columnsRemoved: without(previous?.columns ?? [], version.columns),
  primaryKey: version.primaryKey,
  storageJobId: Number(version.storageJobId),
  runId: version.runId,
  fileId: version.sourceFileId === null ? null : Number(version.sourceFileId),
  creatorToken: { id: version.creator.tokenId, description: version.creator.tokenDescription },
});

const without = (names: readonly string[], others: readonly string[]): readonly string[] => {
  const known = new Set(others);
  return names.filter((name) => !known.has(name));
};

export const tableVersionDocument = (
  { id: project }: ProjectState,
  table: Table,
  version: TableVersion,
  previous: TableVersion | undefined,
): DocumentChange => {
  const key = versionsKeyOf(table);
  const body: StoredTableVersion = { item: itemOf(version, previous), files: version.files };
  return documentOf(TABLE_VERSIONS, {
    project,
    id: `${key}/${version.version}`,
    keys: { table: key, version: version.version },
    body: JSON.stringify(body),
  });
};
