import type { BlobStore } from '@runledger/blob-store';
import type { ExecutorId } from '@runledger/contracts';
import type { Ledger, Payloads } from '@runledger/event-log';
import type { Logger } from '@runledger/service-kit';
import type { EngineShare } from '../storage-jobs-config.js';

/** What attempts of storage jobs work with. */
export interface ExecutorTools {
  readonly ledger: Ledger;
  readonly blobs: BlobStore;
  readonly payloads: Payloads;
  readonly logger: Logger;
  readonly executor: ExecutorId;
  /** Scratch folder of this executor alone. */
  readonly workDir: string;
  readonly engine: EngineShare;
}
