export const READ_MODEL_FAILURE_CODES = [
  'READ_STORE_UNAVAILABLE',
  'READ_STORE_REFUSED',
  'GENERATION_LOST',
  'DOCUMENT_TOO_LARGE',
  'MODEL_INVALID',
  'MODEL_UNKNOWN',
  'QUERY_INVALID',
] as const;
export type ReadModelFailureCode = (typeof READ_MODEL_FAILURE_CODES)[number];

/** What the read models cannot do, with what to do about it. Recognised by `code`. */
export class ReadModelFailure extends Error {
  override readonly name = 'ReadModelFailure';

  constructor(
    readonly code: ReadModelFailureCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export const isReadModelFailure = (error: unknown, code?: ReadModelFailureCode): error is ReadModelFailure =>
  error instanceof Error && error.name === 'ReadModelFailure' && 'code' in error && (code === undefined || error.code === code);
