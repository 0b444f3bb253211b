import type { StoredFile } from '../api/responses.js';
import { instantOf } from '../wording/instant.js';

const DAY_MS = 24 * 3600 * 1000;

/** How long the bytes of a file are kept: "for good", "15 days left", "last day", "bytes removed, record kept". */
export function lifetimeWords({ created, maxAgeDays }: Pick<StoredFile, 'created' | 'maxAgeDays'>, nowMs: number): string {
  if (maxAgeDays === null) return 'for good';
  const leftMs = instantOf(created) + maxAgeDays * DAY_MS - nowMs;
  if (leftMs <= 0) return 'bytes removed, record kept';
  const days = Math.floor(leftMs / DAY_MS);
  if (days === 0) return 'last day';
  return days === 1 ? '1 day left' : `${days} days left`;
}
