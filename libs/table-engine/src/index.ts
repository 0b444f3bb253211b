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
export type { CsvColumns, CsvImportRequest, CsvImportResult, ImportCsv } from './csv/csv-import.js';
export type { ComparedAs, FilterOperator, RowFilter, RowOrder, RowSelection } from './rows/row-selection.js';
export type { PreviewRows, RowPreview, RowPreviewRequest } from './rows/row-preview.js';
export type { CsvExport, CsvExportRequest, ExportCsv } from './rows/csv-export.js';
export type {
  RunTransformation,
  StatementPosition,
  TransformationBlock,
  TransformationCode,
  TransformationInput,
  TransformationLog,
  TransformationOptions,
  TransformationOutput,
  TransformationResult,
  TransformationSpec,
  WrittenOutput,
} from './transformation/transformation-spec.js';
