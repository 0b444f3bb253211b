import type { EventId } from '@runledger/contracts';

/** Appenders give up after 5 minutes, so no copy of the same bytes can arrive later than this. */
export const EVENT_MEMORY_MS = 10 * 60 * 1000;

/**
 * Ids of events for the last ten minutes of append time. A void event must stay void when a late copy of its bytes arrives
 * (the client was told no), and so must the second copy of an effective event that has no natural key.
 */
export interface EventMemory {
  /** Append time by id, oldest first: append times hardly ever go back. */
  readonly seen: Map<EventId, number>;
}

export const emptyEventMemory = (): EventMemory => ({ seen: new Map() });

const isOver = (seenMs: number, nowMs: number): boolean => seenMs < nowMs - EVENT_MEMORY_MS;

export const remembers = ({ seen }: EventMemory, id: EventId, appendTimeMs: number): boolean => {
  const seenMs = seen.get(id);
  return seenMs !== undefined && !isOver(seenMs, appendTimeMs);
};

/** Remembers an id and forgets what is too old. */
export const remember = ({ seen }: EventMemory, id: EventId, appendTimeMs: number): void => {
  for (const [oldest, seenMs] of seen) {
    if (!isOver(seenMs, appendTimeMs)) break;
    seen.delete(oldest);
  }
  seen.delete(id);
  seen.set(id, appendTimeMs);
};
