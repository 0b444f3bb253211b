import type { ErrorParams } from './api-error.js';

/** Who is asked decides how a refusal looks (contract 0.7). */
export type ErrorShape = 'storage' | 'queue' | 'runledger';

/** Storage API under its prefix, own endpoints under theirs, and everything else (queue, scheduler, encryption …) like the Queue API. */
export const errorShapeOf = (path: string): ErrorShape => {
  if (isBelow(path, '/v2/storage')) return 'storage';
  if (isBelow(path, '/runledger/v1')) return 'runledger';
  return 'queue';
};

const isBelow = (path: string, prefix: string): boolean => path === prefix || path.startsWith(`${prefix}/`);

export interface Refusal {
  readonly status: number;
  readonly code: string | undefined;
  readonly message: string;
  readonly params: ErrorParams | undefined;
  readonly exceptionId: string;
}

/**
 * The JSON of a refusal (contract 0.7).
 * Storage: `code` is a string or absent, since some clients decode nothing else. Queue: `code` is the HTTP status and the string code stands
 * in `context`, twice, since clients look at either name. Own endpoints: parameters stand beside `code` and `message`.
 */
export function errorBody(shape: ErrorShape, refusal: Refusal): Readonly<Record<string, unknown>> {
  const { status, code, message, params, exceptionId } = refusal;
  switch (shape) {
    case 'storage':
      // The exact text of a missing token is asserted by clients, and they append an exception id to the text when there is one.
      if (code === undefined) return { error: message };
      return { error: message, code, exceptionId, ...(params === undefined ? {} : { params }) };
    case 'queue':
      return {
        error: message,
        code: status,
        exceptionId,
        status: 'error',
        context: { ...params, ...(code === undefined ? {} : { errorCode: code, stringCode: code }) },
      };
    case 'runledger':
      return { ...params, code: code ?? 'tokenMissing', message, exceptionId };
  }
}
