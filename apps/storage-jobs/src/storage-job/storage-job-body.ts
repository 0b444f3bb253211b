import type { Json, StorageMetrics } from '@runledger/contracts';
import type { StorageJob, StorageJobEnd, StorageResults } from '@runledger/domain';
import { storageTime } from '@runledger/ledger-module';
import { tableBody } from '../table/table-body.js';

export const STORAGE_JOB_STATUSES = ['waiting', 'processing', 'success', 'error'] as const;
export type StorageJobStatus = (typeof STORAGE_JOB_STATUSES)[number];

const NO_METRICS: StorageMetrics = {
  inCompressed: false,
  inBytes: 0,
  inBytesUncompressed: 0,
  outCompressed: false,
  outBytes: 0,
  outBytesUncompressed: 0,
};

export const storageJobStatus = ({ state }: StorageJob): StorageJobStatus => {
  switch (state.phase) {
    case 'candidate':
      return 'waiting';
    case 'running':
      return 'processing';
    case 'finished':
      return state.status;
  }
};

/** Parts of a storage job that may be too large for the log; the caller fetches them or leaves them out. */
export interface StorageJobPayloads {
  readonly operationParams: Json;
}

/** Storage job as the contract shows it (3.2). */
export const storageJobBody = (
  storageJob: StorageJob,
  { operationParams }: StorageJobPayloads,
  publicUrl: string,
): Readonly<Record<string, unknown>> => {
  const { id, created, creator, createdMs, startMs } = storageJob;
  const end = storageJob.state.phase === 'finished' ? storageJob.state : undefined;
  return {
    id: Number(id),
    status: storageJobStatus(storageJob),
    url: `${publicUrl}/v2/storage/jobs/${id}`,
    tableId: created.tableId,
    operationName: created.operation,
    operationParams,
    createdTime: storageTime(createdMs),
    startTime: startMs === null ? null : storageTime(startMs),
    endTime: end === undefined ? null : storageTime(end.endMs),
    runId: created.runId,
    results: end?.status === 'success' ? resultsBody(storageJob, end.results, publicUrl) : null,
    creatorToken: { id: creator.tokenId, description: creator.tokenDescription },
    metrics: end?.status === 'success' ? end.metrics : NO_METRICS,
    ...(end?.status === 'error' ? { error: errorBody(end) } : {}),
  };
};

const errorBody = ({ error: { code, message, exceptionId } }: Extract<StorageJobEnd, { readonly status: 'error' }>): object => ({
  code,
  message,
  exceptionId,
  contextParams: {},
  uuid: exceptionId.replace(/^exception-/, ''),
});

/** Results by operation (contract 3.3): a created table is answered whole, an import by what it did. */
const resultsBody = ({ created }: StorageJob, results: StorageResults, publicUrl: string): unknown => {
  if (results.type === 'other') return 'inline' in results.results ? results.results.inline : null;
  const { table, version, previous } = results;
  if (created.operation === 'tableCreate') return tableBody(table, version, publicUrl);
  return {
    version: version.version,
    importedRowsCount: version.importedRows,
    totalRowsCount: version.rows,
    rowsCount: version.rows,
    totalDataSizeBytes: version.bytes,
    importedColumns: version.columns,
    newColumns: version.columns.filter((column) => previous?.columns.includes(column) === false),
    warnings: [],
    transaction: null,
  };
};
