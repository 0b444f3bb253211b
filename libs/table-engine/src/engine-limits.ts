/** What one operation may use. Each operation has a DuckDB instance of its own, closed when it ends. */
export interface EngineLimits {
  readonly threads: number;
  /** Of DuckDB's own buffers. The process needs about 300 MB beside it. */
  readonly memoryLimitBytes: number;
  /** Where DuckDB spills to, created when missing. Each operation uses and removes a folder of its own below it. */
  readonly tempDir: string;
}
