import { STORAGE_OPERATIONS } from '@runledger/contracts';
import { TOKEN_REF } from '@runledger/ledger-module';
import { ANY_OBJECT, BOOLEAN, INTEGER, listOf, named, nullable, objectOf, oneOf, TEXT } from '@runledger/service-kit';
import { TABLE } from '../table/table-schema.js';
import { STORAGE_JOB_STATUSES } from './storage-job-body.js';

const EXPORT_RESULTS = objectOf({ file: objectOf({ id: INTEGER }), cacheHit: BOOLEAN });

const IMPORT_RESULTS = objectOf({
  version: INTEGER,
  importedRowsCount: INTEGER,
  totalRowsCount: INTEGER,
  rowsCount: INTEGER,
  totalDataSizeBytes: INTEGER,
  importedColumns: listOf(TEXT),
  newColumns: listOf(TEXT),
  warnings: listOf(ANY_OBJECT),
  transaction: nullable(TEXT),
});

/** What `storageJobBody` makes. */
export const STORAGE_JOB = named(
  'StorageJob',
  objectOf(
    {
      id: INTEGER,
      status: oneOf(STORAGE_JOB_STATUSES),
      url: TEXT,
      tableId: nullable(TEXT),
      operationName: oneOf(STORAGE_OPERATIONS),
      operationParams: ANY_OBJECT,
      createdTime: TEXT,
      startTime: nullable(TEXT),
      endTime: nullable(TEXT),
      runId: nullable(TEXT),
      /** Null until it has ended well, and after a deletion. */
      results: { anyOf: [TABLE, EXPORT_RESULTS, nullable(IMPORT_RESULTS)] },
      creatorToken: TOKEN_REF,
      metrics: objectOf({
        inCompressed: BOOLEAN,
        inBytes: INTEGER,
        inBytesUncompressed: INTEGER,
        outCompressed: BOOLEAN,
        outBytes: INTEGER,
        outBytesUncompressed: INTEGER,
      }),
    },
    { error: objectOf({ code: TEXT, message: TEXT, exceptionId: TEXT, contextParams: ANY_OBJECT, uuid: TEXT }) },
  ),
);
