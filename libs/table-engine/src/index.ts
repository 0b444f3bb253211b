export {
  EngineFailure,
  SYSTEM_FAILURE_CODES,
  USER_FAILURE_CODES,
  isEngineFailure,
  type EngineFailureCode,
  type InputPosition,
  type SystemFailureCode,
  type UserFailureCode,
} from './engine-failure.js';
export type { EngineLimits } from './engine-limits.js';
export type { TableColumn, TableFiles, WrittenFile, WrittenTable } from './table-files.js';
export { RFC_4180, type CsvDialect } from './csv/csv-dialect.js';
export { importCsv, type CsvColumns, type CsvImportRequest, type CsvImportResult } from './csv/csv-import.js';
export type { ComparedAs, FilterOperator, RowFilter, RowOrder, RowSelection } from './rows/row-selection.js';
export { collapseByKey, type KeyCollapseRequest } from './rows/key-collapse.js';
export { previewRows, type RowPreview, type RowPreviewRequest } from './rows/row-preview.js';
export { exportCsv, type CsvExport, type CsvExportRequest, type CsvSlice } from './rows/csv-export.js';
export { runTransformation, type TransformationOptions } from './transformation/run-transformation.js';
export type { TransformationLog, TransformationOutcome, TransformationResult } from './transformation/transformation-result.js';
export type {
  StatementPosition,
  TransformationBlock,
  TransformationCode,
  TransformationInput,
  TransformationOutput,
  TransformationSpec,
  WrittenOutput,
} from './transformation/transformation-spec.js';
