import { ApiError } from '../errors/api-error.js';
import { JSON_DEPTH_MAX } from './limits.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);

/** Nesting of a JSON text, found without parsing it: a text of a few megabytes can nest millions deep. */
function isDeeperThan(text: string, depthMax: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (inString) {
      if (char === BACKSLASH) at += 1;
      else if (char === QUOTE) inString = false;
    } else if (char === QUOTE) inString = true;
    else if (OPEN.has(char)) {
      depth += 1;
      if (depth > depthMax) return true;
    } else if (CLOSE.has(char)) depth -= 1;
  }
  return false;
}

const PROTO_MAY_OCCUR = /__proto__|\\u005f/i;

const refuseProto = (key: string, value: unknown): unknown => {
  if (key === '__proto__') throw new SyntaxError('a member named __proto__ is not accepted');
  return value;
};

/**
 * Parses JSON from outside. A member named `__proto__` is refused: no client has a use for it.
 * @throws ApiError 400 `jsonInvalid` or `jsonTooDeep`.
 */
export function parseJson(text: string): unknown {
  if (isDeeperThan(text, JSON_DEPTH_MAX)) {
    throw ApiError.badRequest('jsonTooDeep', `JSON is nested deeper than ${JSON_DEPTH_MAX} levels`, { depthMax: JSON_DEPTH_MAX });
  }
  try {
    const parsed: unknown = PROTO_MAY_OCCUR.test(text) ? JSON.parse(text, refuseProto) : JSON.parse(text);
    return parsed;
  } catch (error) {
    throw ApiError.badRequest('jsonInvalid', `Malformed JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
