import type { EngineLimits } from '../engine-limits.js';
import type { TableFiles } from '../table-files.js';
import type { RowSelection } from './row-selection.js';

export interface RowPreviewRequest extends RowSelection {
  readonly table: TableFiles;
  /** 0 to 1000. */
  readonly limit: number;
  readonly limits: EngineLimits;
  readonly signal?: AbortSignal;
}

export interface RowPreview {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Signature of `previewRows`. */
export type PreviewRows = (request: RowPreviewRequest) => Promise<RowPreview>;
