/** A column of a table. All values are strings so far. */
export interface TableColumn {
  readonly name: string;
}

/** The Parquet files that make up one version of a table, as local paths, in order. No files is an empty table. */
export interface TableFiles {
  readonly files: readonly string[];
  readonly columns: readonly TableColumn[];
}

/** A file that an operation has written. */
export interface WrittenFile {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
}

/** A table that an operation has written: Parquet, zstd, every column a string, no nulls. */
export interface WrittenTable {
  readonly files: readonly WrittenFile[];
  readonly columns: readonly TableColumn[];
  readonly rows: number;
}
