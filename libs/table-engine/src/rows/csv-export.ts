import type { EngineLimits } from '../engine-limits.js';
import type { TableFiles, WrittenFile } from '../table-files.js';
import type { RowSelection } from './row-selection.js';

export interface CsvExportRequest extends RowSelection {
  readonly table: TableFiles;
  readonly gzip: boolean;
  /** A folder that does not exist yet; it holds the slices, or is removed again. */
  readonly outDir: string;
  readonly targetFileBytes?: number;
  readonly limits: EngineLimits;
  readonly signal?: AbortSignal;
}

export interface CsvExport {
  /** Slices in the order of the rows, at least one; `.csv` or `.csv.gz`. Without header, every value quoted (contract section 5.4). */
  readonly slices: readonly WrittenFile[];
  readonly columns: readonly string[];
  readonly rows: number;
}

/** Signature of `exportCsv`. */
export type ExportCsv = (request: CsvExportRequest) => Promise<CsvExport>;
