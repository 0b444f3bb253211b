import type { EventId } from '@runledger/contracts';

/** Appenders give up after 5 minutes, so no copy of the same bytes can arrive later than this. */
export const EVENT_MEMORY_MS = 10 * 60 * 1000;

/**
 * Ids of events for the last ten minutes of append time. A void event must stay void when a late copy of its bytes arrives
 * (the client was told no), and so must the second copy of an effective event that has no natural key.
 */
export interface EventMemory {
  /** Append times by id. A new generation begins when this one is ten minutes old, and the one before it is forgotten whole. */
  recent: Map<EventId, number>;
  older: Map<EventId, number>;
  recentSinceMs: number;
}

export const emptyEventMemory = (): EventMemory => ({ recent: new Map(), older: new Map(), recentSinceMs: 0 });

export const remembers = ({ recent, older }: EventMemory, id: EventId, appendTimeMs: number): boolean => {
  const seenMs = recent.get(id) ?? older.get(id);
  return seenMs !== undefined && seenMs >= appendTimeMs - EVENT_MEMORY_MS;
};

/** Remembers an id and forgets what is too old. */
export const remember = (memory: EventMemory, id: EventId, appendTimeMs: number): void => {
  if (appendTimeMs - memory.recentSinceMs > EVENT_MEMORY_MS) {
    memory.older = memory.recent;
    memory.recent = new Map();
    memory.recentSinceMs = appendTimeMs;
  }
  memory.recent.set(id, appendTimeMs);
};
