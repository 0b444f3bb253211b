import type { Offset } from '@runledger/contracts';
import type { Handled } from './projection/partition-projection.js';
import type { Batch } from './projection/projector.js';

export type BatchHandler = (batch: Batch) => Promise<Handled>;

/** A running reader of the log. */
export interface LogTail {
  /** Stops reading; resolves when no handler runs any more. */
  stop(): Promise<void>;
}

/** What a rebuild needs of the log. The event log implements it, the app wires it. */
export interface LogSource {
  /**
   * Reads every partition from offset 0 and goes on as records come, apart from all other readers. Obeys `rewind`; a batch
   * whose handler has rejected may be delivered again.
   */
  openTail(handler: BatchHandler): Promise<LogTail>;
  /** For each partition the offset that the next record will get. */
  endOffsets(): Promise<ReadonlyMap<number, Offset>>;
}
