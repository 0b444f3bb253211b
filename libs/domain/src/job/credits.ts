import type { ComponentKind } from '@runledger/contracts';
import type { Job } from './jobs.js';

/** Credits per hour of processing, by kind of component and size of its backend; valid from a moment on. */
export interface PriceList {
  readonly validFromMs: number;
  readonly perHour: Readonly<Record<ComponentKind, number>>;
}

/** Rates as documented for project power (contract section 13), newest last. */
export const PRICE_LISTS: readonly PriceList[] = [
  {
    validFromMs: 0,
    perHour: { extractor: 2, writer: 2, application: 1, transformation: 6, processor: 0, 'code-pattern': 0, other: 0, 'data-app': 1 },
  },
];

const CREDIT_DIGITS = 1e6;

/** Milliseconds in processing, over all attempts; a running attempt counts up to `nowMs`. Waiting costs nothing. */
export const processingMs = ({ attempts }: Job, nowMs: number): number =>
  attempts.reduce((sum, { startMs, endMs }) => sum + Math.max(0, (endMs ?? nowMs) - startMs), 0);

/**
 * Credits of a job: a pure function of its events and dated price lists, so re-pricing is a replay.
 * The list is the one valid at the start of each attempt. Rounded to a millionth.
 */
export const creditsOf = (job: Job, nowMs: number, prices: readonly PriceList[] = PRICE_LISTS): number => {
  const credits = job.attempts.reduce((sum, { startMs, endMs }) => {
    const rate = prices.findLast(({ validFromMs }) => validFromMs <= startMs)?.perHour[job.created.kind] ?? 0;
    return sum + (rate * Math.max(0, (endMs ?? nowMs) - startMs)) / 3_600_000;
  }, 0);
  return Math.round(credits * CREDIT_DIGITS) / CREDIT_DIGITS;
};
