import type { Json, MappedTable } from '@runledger/contracts';
import type { Job, ProjectState } from '@runledger/domain';

/** Parquet files of one output table, ready to be taken over. */
export interface OutputTable {
  /** Table that it becomes. */
  readonly destination: string;
  readonly primaryKey: readonly string[] | null;
  readonly columns: readonly string[];
  readonly files: readonly { readonly path: string; readonly rows: number; readonly bytes: number }[];
}

export type RunOutcome =
  | { readonly outcome: 'success'; readonly message: string; readonly inputTables: readonly MappedTable[]; readonly outputs: readonly OutputTable[] }
  /** `user`: the message is for whoever wrote the configuration. `application`: it is ours or the component's fault. */
  | { readonly outcome: 'error'; readonly type: 'user' | 'application'; readonly message: string; readonly inputTables: readonly MappedTable[] }
  /** Ended because the run was told to stop. */
  | { readonly outcome: 'stopped' };

export type LogLevel = 'info' | 'warn' | 'error';

/** Everything that a component gets for one attempt. */
export interface ComponentRun {
  readonly project: ProjectState;
  readonly job: Job;
  /** The frozen configuration of the job. */
  readonly configuration: Json;
  /** Empty folder of this attempt; removed afterwards. */
  readonly workDir: string;
  /** Aborted when the job shall stop or the attempt is not ours any more. */
  readonly signal: AbortSignal;
  /** Writes a line into the log of the job. */
  readonly log: (level: LogLevel, message: string) => void;
}

/** How one kind of component runs. Outputs lie in the work folder; they become table versions only after the run. */
export type ComponentRuntimeRunner = (run: ComponentRun) => Promise<RunOutcome>;
