/**
 * Instants in words, in one named zone. Storage writes `+0100`, the queue `+01:00`: `instantOf` reads both on every browser.
 */
export interface Calendar {
  readonly nowMs: number;
  readonly zone: string;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const OFFSET_WITHOUT_COLON = /([+-]\d{2})(\d{2})$/;

/** Milliseconds since the epoch of an instant as the API writes it. */
export function instantOf(written: string): number {
  return Date.parse(written.replace(OFFSET_WITHOUT_COLON, '$1:$2'));
}

interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: string;
  readonly time: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(zone, format);
  return format;
}

function wallClock(ms: number, zone: string): WallClock {
  const parts = new Map(
    formatFor(zone)
      .formatToParts(ms)
      .map((part) => [part.type, part.value]),
  );
  const read = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return {
    year: Number(read('year')),
    month: Number(read('month')),
    day: Number(read('day')),
    weekday: read('weekday'),
    time: `${read('hour')}:${read('minute')}:${read('second')}`,
  };
}

const two = (value: number): string => String(value).padStart(2, '0');
const sameDay = (a: WallClock, b: WallClock): boolean => a.year === b.year && a.month === b.month && a.day === b.day;
const monthName = (clock: WallClock): string => MONTHS[clock.month - 1] ?? '';

/** "07:04:12" today, "23 Nov 22:50" this year, "23 Nov 2025 22:50" before. */
export function clockWords(written: string, { nowMs, zone }: Calendar): string {
  const then = wallClock(instantOf(written), zone);
  const now = wallClock(nowMs, zone);
  if (sameDay(then, now)) return then.time;
  const year = then.year === now.year ? '' : ` ${then.year}`;
  return `${then.day} ${monthName(then).slice(0, 3)}${year} ${then.time.slice(0, 5)}`;
}

/** "2026-11-24 07:00:01": the whole instant, for facts and tooltips. */
export function fullWords(written: string, zone: string): string {
  const then = wallClock(instantOf(written), zone);
  return `${then.year}-${two(then.month)}-${two(then.day)} ${then.time}`;
}

/** "07:04:12", whatever the day. */
export function timeWords(written: string, zone: string): string {
  return wallClock(instantOf(written), zone).time;
}

/** "Today, Tuesday 24 November": the heading of a day in a list. */
export function dayWords(written: string, { nowMs, zone }: Calendar): string {
  const then = wallClock(instantOf(written), zone);
  const now = wallClock(nowMs, zone);
  const yesterday = wallClock(nowMs - 24 * 3600 * 1000, zone);
  const year = then.year === now.year ? '' : ` ${then.year}`;
  const date = `${then.weekday} ${then.day} ${monthName(then)}${year}`;
  if (sameDay(then, now)) return `Today, ${date}`;
  if (sameDay(then, yesterday)) return `Yesterday, ${date}`;
  return date;
}

/** "just now", "12 min ago", "3 h ago", "5 days ago". Stands beside an absolute time, never alone. */
export function agoWords(written: string, nowMs: number): string {
  const seconds = Math.max(0, (nowMs - instantOf(written)) / 1000);
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / (24 * 3600))} days ago`;
}
