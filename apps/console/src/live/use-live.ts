import { keepPreviousData, useInfiniteQuery, useQuery, type QueryKey } from '@tanstack/react-query';
import { PlatformError } from '../api/platform-error.js';
import { useProject } from '../project/project-context.js';

/** What a page says about how current it is. */
export type Freshness =
  | { readonly kind: 'still' }
  | { readonly kind: 'live' }
  | { readonly kind: 'reconnecting'; readonly changedAtMs: number }
  /** Asking again would not change the answer: the thing is gone, or the token may not see it any more. */
  | { readonly kind: 'refused'; readonly reason: string };

export interface Live<Data> {
  readonly data: Data | undefined;
  readonly error: PlatformError | null;
  readonly freshness: Freshness;
  readonly retry: () => void;
}

interface LiveSource<Data> {
  readonly key: QueryKey;
  readonly read: (signal: AbortSignal) => Promise<Data>;
  /** How often the source may have changed; null for what cannot change any more. */
  readonly everyMs: number | null | ((data: Data | undefined) => number | null);
}

const asPlatformError = (error: Error | null): PlatformError | null => {
  if (error === null || error instanceof PlatformError) return error;
  return new PlatformError(error.message, 0, null, null);
};

const isRefusal = (error: Error | null): error is PlatformError => error instanceof PlatformError && !error.isTransient;

function freshnessOf(error: Error | null, everyMs: number | null, dataUpdatedAt: number): Freshness {
  if (isRefusal(error)) return { kind: 'refused', reason: error.message };
  if (error !== null) return { kind: 'reconnecting', changedAtMs: dataUpdatedAt };
  return everyMs === null ? { kind: 'still' } : { kind: 'live' };
}

/**
 * One value that follows the platform while the page is visible. Pages use this hook (and its paged sibling below) and nothing
 * else, so how changes arrive is decided here: by asking again, and not at all while the tab is hidden.
 * Data stays on screen when asking fails.
 */
export function useLive<Data>({ key, read, everyMs }: LiveSource<Data>): Live<Data> {
  const project = useProject();
  const intervalFor = (data: Data | undefined): number | null => (typeof everyMs === 'function' ? everyMs(data) : everyMs);
  const query = useQuery({
    queryKey: [project.id, ...key],
    queryFn: ({ signal }) => read(signal),
    refetchInterval: ({ state }) => (isRefusal(state.error) ? false : (intervalFor(state.data) ?? false)),
  });
  return {
    data: query.data,
    error: asPlatformError(query.error),
    freshness: freshnessOf(query.error, intervalFor(query.data), query.dataUpdatedAt),
    retry: () => void query.refetch(),
  };
}

const FIRST_PAGE: string | undefined = undefined;

interface LivePages<Page> {
  readonly key: QueryKey;
  readonly read: (cursor: string | undefined, signal: AbortSignal) => Promise<Page>;
  /** Where the page after this one begins, if there may be one. */
  readonly next: (page: Page, pages: readonly Page[]) => string | undefined;
  readonly everyMs: number | null;
}

export interface LiveList<Page> extends Live<readonly Page[]> {
  readonly hasOlder: boolean;
  readonly isLoadingOlder: boolean;
  readonly loadOlder: () => void;
  /** The rows on screen belong to the question asked before; the answer to this one is on its way. */
  readonly isStale: boolean;
}

/** A list, newest first, that grows by pages of older items. The more pages are open the less often it asks: the load stays the same. */
export function useLivePages<Page>({ key, read, next, everyMs }: LivePages<Page>): LiveList<Page> {
  const project = useProject();
  const query = useInfiniteQuery({
    queryKey: [project.id, ...key],
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (last: Page, pages: Page[]) => next(last, pages),
    refetchInterval: ({ state }) =>
      everyMs === null || isRefusal(state.error) ? false : everyMs * Math.max(1, state.data?.pages.length ?? 1),
    placeholderData: keepPreviousData,
  });
  return {
    data: query.data?.pages,
    error: asPlatformError(query.error),
    freshness: freshnessOf(query.error, everyMs, query.dataUpdatedAt),
    retry: () => void query.refetch(),
    hasOlder: query.hasNextPage,
    isLoadingOlder: query.isFetchingNextPage,
    loadOlder: () => void query.fetchNextPage(),
    isStale: query.isPlaceholderData,
  };
}
