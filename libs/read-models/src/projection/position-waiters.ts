import type { Offset } from '@runledger/contracts';

interface Waiter {
  readonly end: Offset;
  readonly settle: (reached: boolean) => void;
}

/** Those who wait until a partition is projected up to an offset. */
export class PositionWaiters {
  readonly #waiting = new Map<number, Set<Waiter>>();

  /** Resolves with true once `next` of the partition is at least `end`, with false when that took too long. */
  wait(partition: number, end: Offset, timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const waiters = this.#waiting.get(partition) ?? new Set();
      this.#waiting.set(partition, waiters);
      const settle = (reached: boolean): void => {
        clearTimeout(timer);
        waiters.delete(waiter);
        resolve(reached);
      };
      const timer = setTimeout(() => settle(false), timeoutMs);
      const waiter = { end, settle };
      waiters.add(waiter);
    });
  }

  advance(partition: number, next: Offset): void {
    for (const { end, settle } of this.#waiting.get(partition) ?? []) if (next >= end) settle(true);
  }

  /** Nobody will advance any more. */
  giveUp(): void {
    for (const waiters of this.#waiting.values()) for (const { settle } of waiters) settle(false);
  }
}
