import { parseJson } from '../http/json-text.js';

/** The contract's loose types (0.5): one value arrives as JSON, as form text or as query text. What cannot be read is handed back unchanged. */
export const isBlank = (value: unknown): boolean => value === undefined || value === null || value === '';

export const readBoolean = (value: unknown): unknown => {
  switch (value) {
    case undefined:
    case null:
    case '':
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
  const listed: readonly unknown[] = Array.isArray(value) ? value : [value];
  return listed
    .flatMap((item) =>
      typeof item === 'string' && separator !== undefined ? item.split(separator).map((part) => part.trim()) : [item],
    )
    .map((item) => (typeof item === 'number' ? String(item) : item));
};

/** JSON as it is, or as text in a form. */
export const readJson = (value: unknown): unknown => {
  if (isBlank(value)) return undefined;
  if (typeof value !== 'string') return value;
  try {
    return parseJson(value);
  } catch {
    // The text itself goes to the validator, which names the field.
    return value;
  }
};
