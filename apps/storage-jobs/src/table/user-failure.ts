import type { EngineFailureCode } from '@runledger/table-engine';

/** Code of the contract's kind for a fault in what a user sent: `CSV_ROW_RAGGED` is `storage.tables.csvRowRagged`. */
export const userFailureCode = (code: EngineFailureCode): string =>
  `storage.tables.${code.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())}`;
