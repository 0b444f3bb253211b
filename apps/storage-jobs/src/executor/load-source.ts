import { join } from 'node:path';
import type { FileId, LoadSource, StorageMetrics, TableFile, TableId } from '@runledger/contracts';
import { collapseByKey, importCsv, type CsvColumns, type WrittenTable } from '@runledger/table-engine';
import { columnsNeeded } from '../refusals.js';
import { tableFilesOf } from '../table/table-files.js';
import { versionBytesKey } from './attempt-bytes.js';
import type { LoadTarget } from './load-target.js';
import type { StorageAttempt } from './storage-attempt.js';
import { NO_METRICS } from './task-success.js';
import { uploadedFile } from './uploaded-file.js';

/** Rows that lie in the blob store as Parquet, ready to become a table version. */
export interface LoadedRows {
  readonly columns: readonly string[];
  readonly files: readonly TableFile[];
  readonly importedRows: number;
  readonly sourceFileId: FileId | null;
  readonly metrics: StorageMetrics;
}

/** Brings the rows of a load into the blob store. */
export const loadRows = (attempt: StorageAttempt, target: LoadTarget, source: LoadSource): Promise<LoadedRows> => {
  switch (source.type) {
    case 'file':
      return importedFile(attempt, target, source);
    case 'output':
      return jobOutput(attempt, target, source);
  }
};

type FileSource = Extract<LoadSource, { readonly type: 'file' }>;

const importedFile = async (attempt: StorageAttempt, target: LoadTarget, source: FileSource): Promise<LoadedRows> => {
  const { paths, bytes, isCompressed } = await uploadedFile(attempt.tools.blobs, attempt.project, source.fileId);
  const { delimiter, enclosure, escapedBy } = source;
  const table = await importCsv({
    files: paths,
    columns: csvColumns(target, source),
    dialect: { delimiter, enclosure, escapedBy },
    primaryKey: target.primaryKey,
    outDir: join(attempt.workDir, 'table'),
    limits: attempt.limits,
    signal: attempt.signal,
  });
  return {
    columns: table.columns.map(({ name }) => name),
    files: await storedFiles(attempt, target.tableId, table),
    importedRows: table.rowsRead,
    sourceFileId: source.fileId,
    metrics: { ...NO_METRICS, inBytes: bytes, inBytesUncompressed: isCompressed ? 0 : bytes, inCompressed: isCompressed },
  };
};

const csvColumns = ({ existing }: LoadTarget, { columns, withoutHeaders }: FileSource): CsvColumns => {
  if (columns !== null) return { from: 'caller', names: columns };
  if (!withoutHeaders) return { from: 'header' };
  if (existing === undefined) throw columnsNeeded();
  return { from: 'caller', names: existing.current.columns };
};

type JobOutput = Extract<LoadSource, { readonly type: 'output' }>;

/** The worker has put the bytes below the table's prefix already. They are written anew only where rows have the same key. */
const jobOutput = async (
  attempt: StorageAttempt,
  { tableId, primaryKey }: LoadTarget,
  { columns, files }: JobOutput,
): Promise<LoadedRows> => {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const collapsed = primaryKey.length === 0 ? undefined : await collapsedOutput(attempt, primaryKey, { columns, files });
  return {
    columns,
    files: collapsed === undefined ? files : await storedFiles(attempt, tableId, collapsed),
    importedRows: files.reduce((sum, { rows }) => sum + rows, 0),
    sourceFileId: null,
    metrics: { ...NO_METRICS, inBytes: bytes, inBytesUncompressed: bytes },
  };
};

const collapsedOutput = async (
  attempt: StorageAttempt,
  primaryKey: readonly string[],
  output: Pick<JobOutput, 'columns' | 'files'>,
): Promise<WrittenTable | undefined> =>
  collapseByKey({
    table: await tableFilesOf(attempt.tools.blobs, output),
    primaryKey,
    outDir: join(attempt.workDir, 'table'),
    limits: attempt.limits,
    signal: attempt.signal,
  });

/** Hands written files over to the blob store, as parts of the version that this attempt may commit. */
const storedFiles = async (
  { tools, project, storageJob, attempt }: StorageAttempt,
  tableId: TableId,
  { files }: WrittenTable,
): Promise<readonly TableFile[]> => {
  const stored: TableFile[] = [];
  for (const [part, { path, rows }] of files.entries()) {
    const { key, bytes } = await tools.blobs.putFile(versionBytesKey(project.id, tableId, storageJob.id, attempt, part), path);
    stored.push({ key, rows, bytes });
  }
  return stored;
};
