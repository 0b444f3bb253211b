export { isReadModelFailure, READ_MODEL_FAILURE_CODES, ReadModelFailure, type ReadModelFailureCode } from './failure.js';
export type { BatchHandler, LogSource, LogTail } from './log-source.js';
export { deletionOf, documentOf, type DocumentChange, type DocumentId } from './model/document.js';
export {
  defineModel,
  type AnyModel,
  type KeyKind,
  type KeyKinds,
  type KeysOf,
  type KeyValue,
  type Model,
} from './model/model.js';
export { LOG_START, PartitionProjection, type Handled, type TouchedDocuments } from './projection/partition-projection.js';
export type { LogLineRecord, LogLineWritten, ProjectedChange, ProjectedRecord, ProjectedTopic } from './projection/folding.js';
export type { Projection } from './projection/projection.js';
export type { Batch, ProjectedPosition } from './projection/projector.js';
export type { Filter } from './query/filter.js';
export {
  QUERY_LIMIT_MAX,
  type FoundDocument,
  type ModelReader,
  type Query,
  type Selection,
  type SortKey,
} from './query/model-reader.js';
export { ReadModels, type ReadModelsHealth, type ReadModelsOptions } from './read-models.js';
export { requestModels, watchRequest, type ModelRequest, type RequestEnd } from './rebuild/operator.js';
export type { CheckResult, Difference, RequestKind, RequestState } from './rebuild/request.js';
export { ReadStore, type ReadStoreKind, type ReadStoreOptions } from './store/read-store.js';
