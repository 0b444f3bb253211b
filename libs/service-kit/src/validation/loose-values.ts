import { parseJson } from '../http/json-text.js';

/**
 * The contract's loose types (0.5): one value arrives as JSON, as form text or as query text. Each function gives the value that was meant,
 * `undefined` where nothing was (absent, null, empty text), and hands back unchanged what it cannot read, for the validator to refuse.
 */
export const readBoolean = (value: unknown): unknown => {
  switch (isBlank(value) ? undefined : value) {
    case undefined:
      return undefined;
    case true:
    case 1:
    case '1':
    case 'true':
    case 'True':
      return true;
    case false:
    case 0:
    case '0':
    case 'false':
    case 'False':
      return false;
    default:
      return value;
  }
};

export const readInteger = (value: unknown): unknown => {
  if (isBlank(value)) return undefined;
  return typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
};

/** One value is a list of one; numbers count as their decimal text, since some clients send ids that way. */
export const readStringList = (value: unknown, separator: ',' | undefined): unknown => {
  if (isBlank(value)) return undefined;
  const listed = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  return listed
    .flatMap((item) =>
      typeof item === 'string' && separator !== undefined ? item.split(separator).map((part) => part.trim()) : [item],
    )
    .map((item) => (typeof item === 'number' ? String(item) : item));
};

/**
 * JSON as it is, or as text in a form. An empty list stands for an empty object: PHP knows no difference.
 * @throws ApiError 400 when a text is not JSON.
 */
export const readJsonObject = (value: unknown): unknown => {
  if (isBlank(value)) return undefined;
  const json = typeof value === 'string' ? parseJson(value) : value;
  return Array.isArray(json) && json.length === 0 ? {} : json;
};

export const readString = (value: unknown): unknown => (value === null ? undefined : value);

const isBlank = (value: unknown): boolean => value === undefined || value === null || value === '';
