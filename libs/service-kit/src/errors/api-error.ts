/** Further facts about a refusal, for programs: which field, which limit, which jobs. */
export type ErrorParams = Readonly<Record<string, unknown>>;

interface ErrorDetails {
  readonly params?: ErrorParams;
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/**
 * A refusal that a client is told about. `code` is stable and dotted (contract 0.7: `storage.buckets.notFound`); clients branch on it,
 * so that a code of something that exists already ends in `alreadyExists` and of something missing in `notFound`.
 * `message` is a sentence for a human and says what to do when that is not obvious.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly params: ErrorParams | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly status: number,
    readonly code: string | undefined,
    message: string,
    details: ErrorDetails = {},
  ) {
    super(message, { cause: details.cause });
    this.params = details.params;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }

  static badRequest(code: string, message: string, params?: ErrorParams): ApiError {
    return new ApiError(400, code, message, withParams(params));
  }

  /** Contract 0.7: the answer to a missing token has no code. */
  static tokenMissing(): ApiError {
    return new ApiError(401, undefined, 'Access token must be set');
  }

  static tokenInvalid(): ApiError {
    return new ApiError(401, 'storage.tokenInvalid', 'Invalid access token');
  }

  static forbidden(code: string, message: string, params?: ErrorParams): ApiError {
    return new ApiError(403, code, message, withParams(params));
  }

  static notFound(code: string, message: string, params?: ErrorParams): ApiError {
    return new ApiError(404, code, message, withParams(params));
  }

  /** Only for configuration versions and the like: a client repeats a 409 (contract 0.8). */
  static conflict(code: string, message: string, params?: ErrorParams): ApiError {
    return new ApiError(409, code, message, withParams(params));
  }

  static tooManyRequests(message: string, retryAfterSeconds: number): ApiError {
    return new ApiError(429, 'tooManyRequests', message, { retryAfterSeconds });
  }

  static unavailable(
    message: string,
    details: { readonly retryAfterSeconds?: number; readonly params?: ErrorParams; readonly cause?: unknown } = {},
  ): ApiError {
    return new ApiError(503, 'unavailable', message, { retryAfterSeconds: 1, ...details });
  }
}

const withParams = (params: ErrorParams | undefined): ErrorDetails => (params === undefined ? {} : { params });
