/** What can go wrong between us and the log. Recognised by `code`, never by class. */
export const LOG_FAILURE_CODES = [
  /** The broker does not answer; nothing was acknowledged. Try again later. */
  'KAFKA_UNAVAILABLE',
  /** It is not known whether the event took effect; its natural key makes another try harmless. */
  'APPEND_UNCONFIRMED',
  /** A topic does not keep what the design needs; the service refuses to work on it. */
  'TOPIC_UNSAFE',
  /** A partition holds something that this build cannot judge. */
  'PARTITION_STOPPED',
] as const;
export type LogFailureCode = (typeof LOG_FAILURE_CODES)[number];

export class LogFailure extends Error {
  override readonly name = 'LogFailure';
  constructor(
    readonly code: LogFailureCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

export const isLogFailure = (error: unknown): error is LogFailure => error instanceof Error && error.name === 'LogFailure';
