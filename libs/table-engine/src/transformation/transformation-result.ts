import type { StatementPosition, WrittenOutput } from './transformation-spec.js';

/** What is told while a transformation runs, in order. `rows` are rows changed, or rows of a SELECT. */
export type TransformationLog =
  | ({ readonly kind: 'statement'; readonly durationMs: number; readonly rows: number } & StatementPosition)
  | {
      readonly kind: 'output';
      readonly name: string;
      readonly durationMs: number;
      readonly rows: number;
      readonly bytes: number;
    };

/** How the SQL ended. */
export type TransformationOutcome =
  | { readonly kind: 'success'; readonly outputs: readonly WrittenOutput[] }
  /** `message` is DuckDB's own, or says which output table is missing. */
  | { readonly kind: 'user-error'; readonly message: string; readonly at?: StatementPosition };

export type TransformationResult =
  | TransformationOutcome
  /** Ended by the `signal` of whoever started it. */
  | { readonly kind: 'terminated' }
  /** The process ended without an outcome: killed from outside, the machine out of memory, a fault of ours. */
  | { readonly kind: 'crashed'; readonly message: string };

/** One line that the transformation process writes. The outcome is the last. */
export type TransformationMessage =
  | { readonly type: 'log'; readonly log: TransformationLog }
  | { readonly type: 'outcome'; readonly outcome: TransformationOutcome };
