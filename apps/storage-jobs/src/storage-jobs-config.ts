import type { ExecutorId } from '@runledger/contracts';
import { serviceKeys, type ConfigKeys, type ServiceConfig } from '@runledger/service-kit';

/** What one DuckDB operation may use. */
export interface EngineShare {
  readonly threads: number;
  readonly memoryLimitBytes: number;
}

export interface StorageJobsConfig extends ServiceConfig {
  /** Stays the same over restarts: by it an executor finds the attempts of its former life and gives them back. */
  readonly executorId: ExecutorId;
  /** Attempts at once. */
  readonly slots: number;
  readonly engine: EngineShare;
}

const MIB = 1024 * 1024;

export const storageJobsKeys: ConfigKeys<StorageJobsConfig> = (env) => ({
  ...serviceKeys(env),
  executorId: env.text('EXECUTOR_ID', {
    meaning: 'Name of this executor of storage jobs; the same after a restart, different from every other.',
    default: 'storage-1',
    pattern: /^[A-Za-z0-9_-]{1,64}$/,
    rule: 'have 1 to 64 letters, digits, dashes and underscores',
  }) as ExecutorId,
  slots: env.integer('EXECUTOR_SLOTS', {
    meaning: 'Storage jobs that this executor runs at once.',
    default: 4,
    min: 1,
    max: 1000,
  }),
  engine: {
    threads: env.integer('STORAGE_THREADS', {
      meaning: 'Threads of one import, export or preview.',
      default: 2,
      min: 1,
      max: 256,
    }),
    memoryLimitBytes: env.integer('STORAGE_MEMORY_LIMIT_BYTES', {
      meaning: 'Memory of one import, export or preview, in bytes; what does not fit is spilled to WORK_DIR.',
      default: 768 * MIB,
      min: 64 * MIB,
      max: Number.MAX_SAFE_INTEGER,
    }),
  },
});
