import { HttpException } from '@nestjs/common';
import { BODY_BYTES_MAX } from '../http/limits.js';
import { ApiError } from './api-error.js';
import { unavailabilityOf } from './unavailability.js';

/** What a client asked for, as far as a refusal repeats it. */
interface Asked {
  readonly method: string;
  readonly path: string;
}

const PATH_SHOWN_MAX = 200;

/** Repeats method and path, never the query: a query may hold a signature. */
export const routeNotFound = ({ method, path }: Asked): ApiError =>
  ApiError.notFound('routeNotFound', `No route found for "${method} ${path.slice(0, PATH_SHOWN_MAX)}"`);

export const bodyTooLarge = (): ApiError =>
  ApiError.badRequest('bodyTooLarge', `The request body is larger than ${BODY_BYTES_MAX / 1024 ** 2} MB`, {
    bytesMax: BODY_BYTES_MAX,
  });

/**
 * The refusal that an error means, or undefined when it is a defect of ours.
 * What Nest and Fastify refuse themselves (routes, body sizes, broken requests) arrives as an `HttpException`.
 */
export function refusalOf(error: unknown, asked: Asked): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (error instanceof HttpException) {
    const status = error.getStatus();
    if (status === 404) return routeNotFound(asked);
    // Contract 0.6 knows neither 413 nor 415: what cannot be read is a 400.
    if (status === 413) return bodyTooLarge();
    if (status === 415) return ApiError.badRequest('unsupportedContentType', error.message);
    if (status < 500) return new ApiError(status, 'badRequest', error.message);
  }
  return unavailabilityOf(error);
}
