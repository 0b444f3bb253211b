import type { StorageTask, TableId } from '@runledger/contracts';
import type { Bucket, ProjectState, Table } from '@runledger/domain';
import { ApiError } from '@runledger/service-kit';
import { bucketNotFound, tableExists, tableNotFound } from '../refusals.js';

export type LoadTask = Extract<StorageTask, { readonly type: 'load' }>;

/** Where a load goes, as the project is at this moment. */
export interface LoadTarget {
  readonly tableId: TableId;
  /** Undefined: a job's output makes it first. */
  readonly bucket: Bucket | undefined;
  readonly existing: Table | undefined;
  readonly primaryKey: readonly string[];
}

/** @throws ApiError when the load cannot go there. */
export const loadTarget = ({ id, storage }: ProjectState, { target, create, source }: LoadTask): LoadTarget => {
  const tableId = `${target.bucketId}.${target.name}` as TableId;
  const bucket = storage.buckets.get(target.bucketId);
  const existing = storage.tables.get(tableId);
  if (bucket === undefined && source.type === 'file') throw bucketNotFound(id, target.bucketId);
  if (create && existing !== undefined) throw tableExists(tableId);
  if (!create && existing === undefined && source.type === 'file') throw tableNotFound(id, tableId);
  return { tableId, bucket, existing, primaryKey: target.primaryKey ?? existing?.current.primaryKey ?? [] };
};

/** What one event can carry, with room for the rest of it. */
const COLUMN_NAMES_BYTES_MAX = 256 * 1024;
const COLUMNS_SHOWN_MAX = 100;

/**
 * Columns of the version that a load makes: those of the table in their order, then new ones (contract 5.3).
 * @throws ApiError naming columns that the load lacks, or when their names are too long for the log.
 */
export const loadedColumns = (existing: Table | undefined, loaded: readonly string[]): string[] => {
  const bytes = Buffer.byteLength(JSON.stringify(loaded));
  if (bytes > COLUMN_NAMES_BYTES_MAX)
    throw ApiError.badRequest(
      'storage.tables.columnNamesTooLong',
      `The names of the columns have ${bytes} bytes together. A table takes ${COLUMN_NAMES_BYTES_MAX}.`,
    );
  if (existing === undefined) return [...loaded];
  const expected = existing.current.columns;
  const given = new Set(loaded);
  const missing = expected.filter((column) => !given.has(column));
  if (missing.length > 0) {
    const message = `Some columns are missing in the data. Missing columns: ${listed(missing)}. Expected columns: ${listed(expected)}. Is the right delimiter given?`;
    throw ApiError.badRequest('storage.tables.missingColumns', message);
  }
  const known = new Set(expected);
  return [...expected, ...loaded.filter((column) => !known.has(column))];
};

const listed = (names: readonly string[]): string =>
  names.slice(0, COLUMNS_SHOWN_MAX).join(', ') + (names.length > COLUMNS_SHOWN_MAX ? ', …' : '');
