import qs from 'qs';
import { ApiError } from '../errors/api-error.js';
import { FORM_DEPTH_MAX, FORM_PARAMETERS_MAX } from './limits.js';

export type FormFields = Readonly<Record<string, unknown>>;

/**
 * Parses a form body or a query string (contract 0.5): `a=1`, repeated `a=1&a=2`, `a[]=1`, `a[0]=1`, `a[b][c]=1`.
 * Names that would reach into object prototypes are dropped.
 * @throws ApiError 400 `formTooLarge` beyond the limits: silently reading a part of a request would be worse.
 */
export function parseForm(text: string): FormFields {
  try {
    return qs.parse(text, {
      depth: FORM_DEPTH_MAX,
      strictDepth: true,
      parameterLimit: FORM_PARAMETERS_MAX,
      arrayLimit: FORM_PARAMETERS_MAX,
      throwOnLimitExceeded: true,
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw ApiError.badRequest(
      'formTooLarge',
      `Forms and queries hold at most ${FORM_PARAMETERS_MAX} parameters, nested at most ${FORM_DEPTH_MAX} levels deep`,
      { parametersMax: FORM_PARAMETERS_MAX, depthMax: FORM_DEPTH_MAX },
    );
  }
}
