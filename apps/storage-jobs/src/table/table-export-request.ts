import type { Json, TableExport } from '@runledger/contracts';
import { BooleanField, ChoiceField, IntField } from '@runledger/service-kit';
import { notImplemented } from '../refusals.js';
import { RowSelectionFields, rowSelectionOf } from './row-selection-request.js';

/** Body of `POST /tables/{t}/export-async` (contract 5.4). */
export class TableExportRequest extends RowSelectionFields {
  @IntField({ min: 0, max: Number.MAX_SAFE_INTEGER, description: '0 is no limit' })
  limit = 0;

  @BooleanField()
  gzip = false;

  @ChoiceField(['rfc', 'json', 'escaped', 'raw'])
  format: 'rfc' | 'json' | 'escaped' | 'raw' = 'rfc';

  @ChoiceField(['csv', 'parquet'])
  fileType: 'csv' | 'parquet' = 'csv';
}

/** @throws ApiError 400 or 501. */
export const tableExportOf = (request: TableExportRequest): TableExport => {
  if (request.format !== 'rfc') throw notImplemented(`Exporting in the format "${request.format}"`);
  if (request.fileType !== 'csv') throw notImplemented(`Exporting to ${request.fileType}`);
  return { ...rowSelectionOf(request), limit: request.limit === 0 ? null : request.limit, gzip: request.gzip };
};

/** The export as its storage job mirrors it (contract 3.3). */
export const exportParams = ({ columns, limit, gzip, filters, orderBy }: TableExport): Json => ({
  export: {
    columns: columns ?? [],
    rowsLimit: limit,
    gzipOutput: gzip,
    format: 'rfc',
    fileType: 'csv',
    whereFilters: filters.map(({ column, operator, values }) => ({ column, operator, values })),
    orderBy: orderBy.map(({ column, order }) => ({ column, order })),
  },
});
