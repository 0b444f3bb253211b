import type { Service } from './service.js';

const OF_STORAGE_JOBS: ReadonlySet<string> = new Set(['buckets', 'tables', 'columns', 'jobs', 'snapshots', 'workspaces']);
/** Objects whose events are listed below them, `/buckets/{id}/events` (contract 6.5); all events have one owner. */
const WITH_EVENTS: ReadonlySet<string> = new Set(['buckets', 'tables', 'tokens']);

/**
 * Owner of a path of the Storage API.
 * @param segments what stands behind `/v2/storage/`, as sent: encoded, and with empty ones where slashes are doubled
 */
export function serviceOfStoragePath(segments: readonly string[]): Service {
  // `branch/{id}/tables` and `tables` are one thing (contract 0.5).
  const [first = '', , third, , fifth] = segments[0] === 'branch' ? segments.slice(2) : segments;
  if (first === 'events' || (third === 'events' && WITH_EVENTS.has(first))) return 'job-api';
  if (first === 'files') return 'file-uploads';
  // `components/{id}/configs/{id}/workspaces` (contract 6.9).
  if (first === 'components' && fifth === 'workspaces') return 'storage-jobs';
  return OF_STORAGE_JOBS.has(first) ? 'storage-jobs' : 'projects';
}
