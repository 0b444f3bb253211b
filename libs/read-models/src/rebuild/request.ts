import type { ReadStore } from '../store/read-store.js';

/** `rebuild` fills a new generation and lets it answer; `check` fills one only to compare it with the one that answers. */
export type RequestKind = 'rebuild' | 'check';

/** A document in which live and rebuilt models disagree. */
export interface Difference {
  readonly model: string;
  readonly project: string;
  readonly id: string;
  readonly kind: 'missing' | 'surplus' | 'differs';
  /** What differs, in a few words. */
  readonly reason: string;
}

/** What a check has found. The list is cut; the number is not. */
export interface CheckResult {
  readonly compared: number;
  /** Documents that have moved on since the check began: nothing is said about them. */
  readonly leftOut: number;
  readonly differing: number;
  readonly differences: readonly Difference[];
}

/** How a request stands. Events are counted over all partitions. */
export type RequestState =
  | { readonly state: 'requested' }
  | { readonly state: 'running'; readonly events: number; readonly eventsTotal: number }
  | { readonly state: 'rebuilt'; readonly events: number; readonly generation: number }
  | { readonly state: 'checked'; readonly events: number; readonly check: CheckResult }
  | { readonly state: 'failed'; readonly reason: string };

/** What an operator asks of the owner of some models, and how far it has come. */
export interface RequestDocument {
  readonly _id: string;
  readonly owner: string;
  readonly kind: RequestKind;
  readonly requestedMs: number;
  /** When the owner last said that it works on it. */
  readonly beatMs: number;
  /** Process that works on it. */
  readonly runner: string | null;
  /** Generation that is being filled. */
  readonly generation: number | null;
  readonly progress: RequestState;
}

export const requestsOf = (store: ReadStore) => store.collection<RequestDocument>('requests');
