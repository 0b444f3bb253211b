/** A moment relative to now, in the words that clients use: `-8 hours`, `+1 day`, `now`. */
const RELATIVE = /^([+-]?\d{1,9})\s*(second|sec|minute|min|hour|day|week|month|year)s?(\s+ago)?$/i;
const ISO = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?( ?(Z|[+-]\d{2}:?\d{2}))?)?$/;

const SECOND_MS = 1_000;
const UNIT_MS: Readonly<Record<string, number>> = {
  second: SECOND_MS,
  sec: SECOND_MS,
  minute: 60 * SECOND_MS,
  min: 60 * SECOND_MS,
  hour: 3_600 * SECOND_MS,
  day: 86_400 * SECOND_MS,
  week: 7 * 86_400 * SECOND_MS,
};

/**
 * Reads a moment as the contract's filters give it (2.8): ISO date or time, or relative to now. A time without offset is UTC.
 * @returns milliseconds since the epoch, or undefined when the text is none of these.
 */
export const readMoment = (text: string, nowMs: number): number | undefined => {
  const trimmed = text.trim();
  if (trimmed.toLowerCase() === 'now') return nowMs;
  const relative = RELATIVE.exec(trimmed);
  if (relative !== null) return known(relativeMoment(relative, nowMs));
  if (!ISO.test(trimmed)) return undefined;
  const iso = trimmed.replace(' ', 'T').replace(/ (?=[Z+-])/, '');
  const withOffset = /T.*(Z|[+-]\d{2}:?\d{2})$/.test(iso) || !iso.includes('T') ? iso : `${iso}Z`;
  return known(Date.parse(withOffset.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')));
};

/** A moment beyond the calendar is none. */
const known = (ms: number): number | undefined => (Number.isNaN(new Date(ms).getTime()) ? undefined : ms);

const relativeMoment = ([, count = '0', unit = '', ago]: readonly (string | undefined)[], nowMs: number): number => {
  const amount = Number(count) * (ago === undefined ? 1 : -1);
  const unitMs = UNIT_MS[unit.toLowerCase()];
  if (unitMs !== undefined) return nowMs + amount * unitMs;
  const moment = new Date(nowMs);
  if (unit.toLowerCase() === 'month') moment.setUTCMonth(moment.getUTCMonth() + amount);
  else moment.setUTCFullYear(moment.getUTCFullYear() + amount);
  return moment.getTime();
};
