import type { TableFiles, WrittenTable } from '../table-files.js';

/** One `codes[]` entry of a transformation's block: a name for the log and its SQL texts, each of one or more statements. */
export interface TransformationCode {
  readonly name: string;
  readonly script: readonly string[];
}

export interface TransformationBlock {
  readonly name: string;
  readonly codes: readonly TransformationCode[];
}

export interface TransformationInput extends TableFiles {
  /** The name under which SQL sees the table. */
  readonly name: string;
}

export interface TransformationOutput {
  /** The table or view that the SQL leaves behind. */
  readonly name: string;
  /** A folder for its Parquet files, created when missing. Outputs must not share one. */
  readonly outDir: string;
}

/** Everything that the child process needs; it sees no other file. All paths are absolute. */
export interface TransformationSpec {
  readonly blocks: readonly TransformationBlock[];
  readonly inputs: readonly TransformationInput[];
  readonly outputs: readonly TransformationOutput[];
  readonly threads: number;
  readonly memoryLimitBytes: number;
  /** For spilled data; created when missing, removed at the end. */
  readonly workDir: string;
}

export interface WrittenOutput extends WrittenTable {
  readonly name: string;
}

/** What is told while it runs, in order. */
export type TransformationLog =
  | { readonly kind: 'statement'; readonly block: string; readonly code: string; readonly statement: number; readonly durationMs: number; readonly rows: number }
  | { readonly kind: 'output'; readonly name: string; readonly durationMs: number; readonly rows: number; readonly bytes: number };

/** Where in the spec SQL failed; `statement` counts from one within the code. */
export interface StatementPosition {
  readonly block: string;
  readonly code: string;
  readonly statement: number;
}

export type TransformationResult =
  | { readonly kind: 'success'; readonly outputs: readonly WrittenOutput[] }
  /** `message` is DuckDB's own, or says which output table is missing. */
  | { readonly kind: 'user-error'; readonly message: string; readonly at?: StatementPosition }
  /** Ended by `signal`. */
  | { readonly kind: 'terminated' }
  /** The process ended without a result: killed from outside, out of memory of the machine, a fault of ours. */
  | { readonly kind: 'crashed'; readonly message: string };

export interface TransformationOptions {
  readonly onLog?: (log: TransformationLog) => void;
  /** The process group that was started, so that a watchdog can stop, continue or kill it. */
  readonly onStarted?: (processGroupId: number) => void;
  /** Aborting ends the process group: SIGTERM, then SIGKILL after `terminationGraceMs`. */
  readonly signal?: AbortSignal;
  readonly terminationGraceMs?: number;
  /** The account to run as; needs the rights to change to it. */
  readonly runAs?: { readonly uid: number; readonly gid: number };
}

/** Signature of `runTransformation`. Never rejects for what the SQL or the process does. */
export type RunTransformation = (spec: TransformationSpec, options?: TransformationOptions) => Promise<TransformationResult>;
