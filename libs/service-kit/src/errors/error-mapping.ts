import { HttpException } from '@nestjs/common';
import { BODY_BYTES_MAX } from '../http/limits.js';
import { ApiError } from './api-error.js';
import { memberOf, unavailabilityOf } from './unavailability.js';

/** What a client asked for, as far as a refusal repeats it. */
interface Asked {
  readonly method: string;
  readonly path: string;
}

const PATH_SHOWN_MAX = 200;

/** Repeats method and path, never the query: a query may hold a signature. */
export const routeNotFound = ({ method, path }: Asked): ApiError =>
  ApiError.notFound('routeNotFound', `No route found for "${method} ${path.slice(0, PATH_SHOWN_MAX)}"`);

const bodyTooLarge = (): ApiError =>
  ApiError.badRequest('bodyTooLarge', `The request body is larger than ${BODY_BYTES_MAX / 1024 ** 2} MB`, {
    bytesMax: BODY_BYTES_MAX,
  });

/** What a client wants recorded fits into a request but not into the log. */
const requestTooLarge = (): ApiError =>
  ApiError.badRequest('requestTooLarge', 'The request says more than one record of the log can hold. Shorten its lists and texts.');

/** Status that Nest gave to an error, or that Fastify set on what it refused itself: routes, body sizes, broken and aborted requests. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const status = memberOf(error, 'statusCode');
  return typeof status === 'number' ? status : undefined;
}

/** The refusal that an error means, or undefined when it is a defect of ours. */
export function refusalOf(error: unknown, asked: Asked): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (memberOf(error, 'code') === 'EVENT_TOO_LARGE') return requestTooLarge();
  const status = statusOf(error);
  // Contract 0.6 knows neither 413, 414 nor 415: a parameter too long for any id is not found, what cannot be read is a 400.
  if (status === 404 || status === 414) return routeNotFound(asked);
  if (status === 413) return bodyTooLarge();
  if (status === 415) return ApiError.badRequest('unsupportedContentType', 'The content type of the request is not supported');
  if (status !== undefined && status < 500) return new ApiError(status, 'badRequest', String(memberOf(error, 'message')));
  return unavailabilityOf(error);
}
