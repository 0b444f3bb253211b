import { join } from 'node:path';
import type { FileId, LoadSource, StorageMetrics, TableFile } from '@runledger/contracts';
import { importCsv, type CsvColumns } from '@runledger/table-engine';
import { versionBytesKey } from './attempt-bytes.js';
import type { LoadTarget } from './load-target.js';
import type { StorageAttempt } from './storage-attempt.js';
import { NO_METRICS } from './task-success.js';
import { TaskRefused } from './task-refused.js';
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
      return Promise.resolve(jobOutput(source));
  }
};

type FileSource = Extract<LoadSource, { readonly type: 'file' }>;

const importedFile = async (attempt: StorageAttempt, target: LoadTarget, source: FileSource): Promise<LoadedRows> => {
  const { blobs, engine, workDir } = attempt.tools;
  const { paths, bytes, isCompressed } = await uploadedFile(blobs, attempt.project, source.fileId);
  const { delimiter, enclosure, escapedBy } = source;
  const table = await importCsv({
    files: paths,
    columns: csvColumns(target, source),
    dialect: { delimiter, enclosure, escapedBy },
    primaryKey: target.primaryKey,
    outDir: join(attempt.workDir, 'table'),
    limits: { ...engine, tempDir: join(workDir, 'spill') },
    signal: attempt.signal,
  });
  const files: TableFile[] = [];
  for (const [part, { path, rows }] of table.files.entries()) {
    const stored = await blobs.putFile(versionBytesKey(attempt, target.tableId, part), path);
    files.push({ key: stored.key, rows, bytes: stored.bytes });
  }
  return {
    columns: table.columns.map(({ name }) => name),
    files,
    importedRows: table.rowsRead,
    sourceFileId: source.fileId,
    metrics: { ...NO_METRICS, inBytes: bytes, inBytesUncompressed: isCompressed ? 0 : bytes, inCompressed: isCompressed },
  };
};

const csvColumns = ({ existing }: LoadTarget, { columns, withoutHeaders }: FileSource): CsvColumns => {
  if (columns !== null) return { from: 'caller', names: columns };
  if (!withoutHeaders) return { from: 'header' };
  if (existing === undefined) throw new TaskRefused('storage.tables.validation.columns', 'A file without header needs "columns"');
  return { from: 'caller', names: existing.current.columns };
};

/** The worker has put the bytes below the table's prefix already. */
const jobOutput = ({ columns, files }: Extract<LoadSource, { readonly type: 'output' }>): LoadedRows => {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return { columns, files, importedRows: files.reduce((sum, { rows }) => sum + rows, 0), sourceFileId: null, metrics: { ...NO_METRICS, inBytes: bytes, inBytesUncompressed: bytes } };
};
