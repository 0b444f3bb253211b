import type { Ledger } from '@runledger/event-log';

/**
 * Resolves once the fold satisfies a condition; looked at now and after every batch.
 * @returns false when the signal was aborted first.
 */
export const untilFolded = (ledger: Ledger, condition: () => boolean, signal?: AbortSignal): Promise<boolean> => {
  if (condition()) return Promise.resolve(true);
  if (signal?.aborted === true) return Promise.resolve(false);
  return new Promise((resolve) => {
    const finish = (satisfied: boolean): void => {
      unfollow();
      signal?.removeEventListener('abort', onAbort);
      resolve(satisfied);
    };
    const onAbort = (): void => finish(false);
    const unfollow = ledger.follow({
      onBatch: () => {
        if (condition()) finish(true);
      },
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
};
