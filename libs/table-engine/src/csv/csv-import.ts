import type { CsvDialect } from './csv-dialect.js';
import type { EngineLimits } from '../engine-limits.js';
import type { WrittenTable } from '../table-files.js';

/** Where column names come from: the first row of every file, or the caller (then every row is data). */
export type CsvColumns = { readonly from: 'header' } | { readonly from: 'caller'; readonly names: readonly string[] };

export interface CsvImportRequest {
  /** Local paths: one file, or the slices of one in order. Each may be gzipped; that is seen by its first bytes, not by its name. */
  readonly files: readonly string[];
  readonly columns: CsvColumns;
  readonly dialect: CsvDialect;
  /** Rows with equal values in these columns collapse into the last of them. Empty for no key. */
  readonly primaryKey: readonly string[];
  /** A folder that does not exist yet; it holds the result, or is removed again. */
  readonly outDir: string;
  /** About how large one Parquet file may become. */
  readonly targetFileBytes?: number;
  readonly limits: EngineLimits;
  readonly signal?: AbortSignal;
}

export interface CsvImportResult extends WrittenTable {
  /** Rows in the CSV, before those with an equal key collapsed. */
  readonly rowsRead: number;
}

/** Signature of `importCsv`. */
export type ImportCsv = (request: CsvImportRequest) => Promise<CsvImportResult>;
