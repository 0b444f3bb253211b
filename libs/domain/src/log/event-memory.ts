import type { EventId } from '@runledger/contracts';

/** Appenders give up after 5 minutes, so no copy of the same bytes can arrive later than this. */
export const EVENT_MEMORY_MS = 10 * 60 * 1000;

/**
 * Ids of events for the last ten minutes of append time. A void event must stay void when a late copy of its bytes arrives
 * (the client was told no), and so must the second copy of an effective event that has no natural key.
 */
export interface EventMemory {
  readonly seen: Map<EventId, number>;
}

export const emptyEventMemory = (): EventMemory => ({ seen: new Map() });

export const remembers = (memory: EventMemory, id: EventId): boolean => memory.seen.has(id);

/** Remembers an id and forgets what is too old. Append times hardly ever go back, so insertion order is age order. */
export const remember = (memory: EventMemory, id: EventId, appendTimeMs: number): void => {
  for (const [oldest, at] of memory.seen) {
    if (at >= appendTimeMs - EVENT_MEMORY_MS) break;
    memory.seen.delete(oldest);
  }
  memory.seen.set(id, appendTimeMs);
};
