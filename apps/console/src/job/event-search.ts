import type { EventLevel, StorageEvent } from '../api/responses.js';
import { durationWords } from '../wording/duration.js';
import { instantOf } from '../wording/instant.js';

export const EVENT_LEVELS = ['all', 'warn', 'error'] as const;
export type EventFilter = (typeof EVENT_LEVELS)[number];

export interface EventSearch {
  readonly level?: EventFilter;
  readonly find?: string;
}

const isLevel = (value: unknown): value is EventFilter => EVENT_LEVELS.some((level) => level === value);

/** Reads the address; what it does not know it drops. */
export function readEventSearch(raw: Record<string, unknown>): EventSearch {
  const level = isLevel(raw['level']) ? { level: raw['level'] } : {};
  const find = typeof raw['find'] === 'string' && raw['find'] !== '' ? { find: raw['find'] } : {};
  return { ...level, ...find };
}

const SHOWN: Record<EventFilter, readonly EventLevel[]> = {
  all: ['info', 'success', 'warn', 'error'],
  warn: ['warn', 'error'],
  error: ['error'],
};

/** Events of at least that level whose message or source contains the text, whatever its case. */
export function eventsMatching(
  events: readonly StorageEvent[],
  { level = 'all', find = '' }: EventSearch,
): readonly StorageEvent[] {
  const wanted = find.trim().toLowerCase();
  return events.filter(
    (event) =>
      SHOWN[level].includes(event.type) &&
      (wanted === '' || event.message.toLowerCase().includes(wanted) || event.component.toLowerCase().includes(wanted)),
  );
}

/** Time since the event before, in a list that is newest first: "+9 s"; empty for the oldest and within the same second. */
export function gapWords(event: StorageEvent, older: StorageEvent | undefined): string {
  if (older === undefined) return '';
  const seconds = (instantOf(event.created) - instantOf(older.created)) / 1000;
  return seconds < 1 ? '' : `+${durationWords(seconds)}`;
}
