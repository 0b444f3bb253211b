import { join } from 'node:path';
import type { BlobStore } from '@runledger/blob-store';
import type { TableVersion } from '@runledger/domain';
import { ApiError } from '@runledger/service-kit';
import { isEngineFailure, previewRows, type RowPreview } from '@runledger/table-engine';
import { engineSelection, tableFilesOf } from './table-files.js';
import type { EngineShare } from '../storage-jobs-config.js';
import { rowSelectionOf, type RowSelectionOrder } from './row-selection-request.js';
import type { TablePreviewQuery } from './table-preview-request.js';
import { Turns } from './turns.js';
import { userFailureCode } from './user-failure.js';

const LIMIT_DEFAULT = 100;
/** More are shown only to who names them (contract 5.5). */
const COLUMNS_MAX = 30;

export interface PreviewAnswer {
  readonly contentType: 'text/csv' | 'application/json';
  readonly body: string;
}

type PreviewedVersion = Pick<TableVersion, 'columns' | 'files'>;

/** Clients answer no request within 20 s; until then other previews wait. */
const PREVIEW_MS_MAX = 15_000;
/** Each has a DuckDB of its own, with its own memory. */
const PREVIEWS_AT_ONCE = 4;

/** Shows rows of a table version, as people and clients look at them. */
export class TablePreviews {
  private readonly turns = new Turns(PREVIEWS_AT_ONCE);

  constructor(
    private readonly blobs: BlobStore,
    private readonly engine: EngineShare,
    private readonly workDir: string,
  ) {}

  /** @throws ApiError 400 for what cannot be selected. */
  async answer(version: PreviewedVersion, query: TablePreviewQuery): Promise<PreviewAnswer> {
    const selection = rowSelectionOf(query);
    if (selection.columns === null && version.columns.length > COLUMNS_MAX) {
      throw ApiError.badRequest(
        'storage.maxNumberOfColumnsExceed',
        `The table has ${version.columns.length} columns. Name at most ${COLUMNS_MAX} of them in "columns".`,
      );
    }
    const preview = await this.turns.take(() => this.read(version, selection, query.limit === 0 ? LIMIT_DEFAULT : query.limit));
    return query.format === 'rfc'
      ? { contentType: 'text/csv', body: csvOf(preview) }
      : { contentType: 'application/json', body: JSON.stringify(cellsOf(preview)) };
  }

  private async read(version: PreviewedVersion, selection: RowSelectionOrder, limit: number): Promise<RowPreview> {
    try {
      return await previewRows({
        ...engineSelection(selection),
        table: await tableFilesOf(this.blobs, version),
        limit,
        limits: { ...this.engine, tempDir: join(this.workDir, 'previews') },
        signal: AbortSignal.timeout(PREVIEW_MS_MAX),
      });
    } catch (error) {
      if (isEngineFailure(error, 'INTERRUPTED'))
        throw ApiError.badRequest(
          'storage.tables.previewTooLong',
          `The preview takes longer than ${PREVIEW_MS_MAX / 1000} s. Export the table instead.`,
        );
      if (isEngineFailure(error) && error.fault === 'user') throw ApiError.badRequest(userFailureCode(error.code), error.message);
      throw error;
    }
  }
}

const quoted = (values: readonly (string | null)[]): string =>
  `${values.map((value) => `"${(value ?? '').replaceAll('"', '""')}"`).join(',')}\n`;

/** Header and rows, every value quoted, a line end after each, also the last. */
const csvOf = ({ columns, rows }: RowPreview): string => quoted(columns) + rows.map(quoted).join('');

const cellsOf = ({ columns, rows, truncated }: RowPreview): object => {
  const cut = new Set(truncated.map(({ row, column }) => row * columns.length + column));
  return {
    columns,
    rows: rows.map((values, row) =>
      columns.map((columnName, column) => ({
        columnName,
        value: values[column] ?? null,
        isTruncated: cut.has(row * columns.length + column),
      })),
    ),
  };
};
