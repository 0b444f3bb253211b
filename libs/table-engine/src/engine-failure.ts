/** Faults in what the user sent or asked for: sending the same again ends the same way. */
export const USER_FAILURE_CODES = [
  'CSV_EMPTY',
  'CSV_HEADER_INVALID',
  'CSV_ROW_RAGGED',
  'CSV_NOT_UTF8',
  'CSV_QUOTES_INVALID',
  'CSV_LINE_TOO_LONG',
  'CSV_COMPRESSION_INVALID',
  'CSV_DIALECT_INVALID',
  'CSV_INVALID',
  'COLUMN_UNKNOWN',
  'SELECTION_INVALID',
] as const;

/** Faults of this machine or of its set-up. */
export const SYSTEM_FAILURE_CODES = ['OUT_OF_MEMORY', 'DISK_FULL', 'INTERRUPTED', 'PARQUET_UNREADABLE', 'ENGINE_FAILED'] as const;

export type UserFailureCode = (typeof USER_FAILURE_CODES)[number];
export type SystemFailureCode = (typeof SYSTEM_FAILURE_CODES)[number];
export type EngineFailureCode = UserFailureCode | SystemFailureCode;

/** Where in the input the fault is. All numbers count from one. */
export interface InputPosition {
  /** Which of the input files, in the order in which they were given. */
  readonly file: number;
  /** The line of text. */
  readonly line?: number;
  /** The record, a header being the first one. Differs from `line` after a quoted value of several lines. */
  readonly row?: number;
  readonly column?: number;
  readonly columnName?: string;
}

/** The only error that this library throws on purpose. `message` is a sentence for the user and already names the position. */
export class EngineFailure extends Error {
  override readonly name = 'EngineFailure';

  constructor(
    readonly code: EngineFailureCode,
    message: string,
    readonly at?: InputPosition,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** Whose fault it is: `user` ends a storage job in `error` with this message, `system` is worth another attempt. */
  get fault(): 'user' | 'system' {
    return SYSTEM_FAILURE_CODES.some((code) => code === this.code) ? 'system' : 'user';
  }
}

/** Recognises an `EngineFailure` by its shape, also across realms and duplicate copies of this library. */
export const isEngineFailure = (error: unknown, code?: EngineFailureCode): error is EngineFailure =>
  typeof error === 'object' &&
  error !== null &&
  'name' in error &&
  error.name === 'EngineFailure' &&
  'code' in error &&
  (code === undefined || error.code === code);
