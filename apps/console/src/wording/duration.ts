import { instantOf } from './instant.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = (value: number): string => String(value).padStart(2, '0');

/** "22 s", "4 min 12 s", "1 h 04 min", "2 d 03 h": two units at most, and never "0 s" for something that happened. */
export function durationWords(seconds: number): string {
  const whole = Math.floor(Math.max(0, seconds));
  if (whole < 1) return 'under 1 s';
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min ${two(whole % MINUTE)} s`;
  if (whole < DAY) return `${Math.floor(whole / HOUR)} h ${two(Math.floor((whole % HOUR) / MINUTE))} min`;
  return `${Math.floor(whole / DAY)} d ${two(Math.floor((whole % DAY) / HOUR))} h`;
}

/** Seconds between two instants as the API writes them; `end` null means "until now". Clocks that disagree never give less than zero. */
export function secondsBetween(start: string, end: string | null, nowMs: number): number {
  const endMs = end === null ? nowMs : instantOf(end);
  return Math.max(0, (endMs - instantOf(start)) / 1000);
}
