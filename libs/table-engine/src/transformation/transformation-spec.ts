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
  /** A folder that does not exist yet, for its Parquet files. */
  readonly outDir: string;
}

/** Everything that the transformation process needs; it sees no other file. All paths are absolute. */
export interface TransformationSpec {
  readonly blocks: readonly TransformationBlock[];
  readonly inputs: readonly TransformationInput[];
  readonly outputs: readonly TransformationOutput[];
  readonly threads: number;
  readonly memoryLimitBytes: number;
  /** For spilled data; created when missing. Whoever starts the transformation removes it. */
  readonly workDir: string;
}

export interface WrittenOutput extends WrittenTable {
  readonly name: string;
}

/** Where in the spec SQL failed; `statement` counts from one within the code. */
export interface StatementPosition {
  readonly block: string;
  readonly code: string;
  readonly statement: number;
}
