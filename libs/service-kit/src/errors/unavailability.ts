import { ApiError } from './api-error.js';

/**
 * Errors by which adapters say that a part of the platform is away for now. They are recognised by code.
 * Kafka away: reads of what exists go on, everything else waits; read store away: reads wait, writes go on (design 6).
 */
const UNAVAILABLE = {
  KAFKA_UNAVAILABLE: 'The log cannot be reached at the moment. Nothing was lost; try again.',
  APPEND_UNCONFIRMED: 'The log did not confirm the change in time. Look whether it took effect before trying again.',
  TOPIC_UNSAFE:
    'The log is not kept as it must be, so nothing is written to it. The operator finds the reason in the health report.',
  PARTITION_STOPPED: 'The log of this project cannot be read on. The operator finds the position in the health report.',
  FENCE_TIMEOUT: 'The answer would have been older than the log. Try again.',
  READ_STORE_UNAVAILABLE: 'The read store cannot be reached at the moment. Nothing was lost; try again.',
} as const;

export type UnavailableCode = keyof typeof UNAVAILABLE;

const RETRY_AFTER_SECONDS = 2;

const isUnavailableCode = (code: unknown): code is UnavailableCode =>
  typeof code === 'string' && Object.hasOwn(UNAVAILABLE, code);

/** A member of a thrown value. Not by `instanceof`: an error may come from another realm or another copy of its package. */
export const memberOf = (thrown: unknown, name: string): unknown =>
  typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, name) : undefined;

/** The 503 for an adapter's error, or undefined when the error says nothing of the kind. */
export const unavailabilityOf = (error: unknown): ApiError | undefined => {
  const code = memberOf(error, 'code');
  if (!isUnavailableCode(code)) return undefined;
  return ApiError.unavailable(UNAVAILABLE[code], {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    params: { reason: code },
    cause: error,
  });
};
