import type { WorkerId } from '@runledger/contracts';
import { serviceKeys, type ConfigKeys, type ServiceConfig } from '@runledger/service-kit';

export interface WorkerConfig extends ServiceConfig {
  /** Stays the same over restarts: by it a worker finds the attempts of its former life and gives them back. */
  readonly workerId: WorkerId;
  /** Attempts at once. */
  readonly slots: number;
  readonly transformation: { readonly threads: number; readonly memoryLimitBytes: number };
}

const MB = 1024 * 1024;

export const workerKeys: ConfigKeys<WorkerConfig> = (env) => ({
  ...serviceKeys(env),
  workerId: env.text('WORKER_ID', { meaning: 'Name of this worker; the same after a restart, different from every other.', default: 'worker-1' }) as WorkerId,
  slots: env.integer('WORKER_SLOTS', { meaning: 'Attempts that this worker runs at once.', default: 10, min: 1, max: 1000 }),
  transformation: {
    threads: env.integer('TRANSFORMATION_THREADS', { meaning: 'Threads of one SQL transformation.', default: 2, min: 1, max: 256 }),
    memoryLimitBytes: env.integer('TRANSFORMATION_MEMORY_MB', { meaning: 'Memory of one SQL transformation, in MB.', default: 1024, min: 64, max: 1_000_000 }) * MB,
  },
});
