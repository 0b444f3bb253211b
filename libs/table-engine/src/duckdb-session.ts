import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { systemFailure } from './duckdb-error.js';
import { EngineFailure } from './engine-failure.js';
import type { EngineLimits } from './engine-limits.js';

/** No statement of ours may reach for the network. */
const OFFLINE = {
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
};

export const duckDbOptions = (threads: number, memoryLimitBytes: number, tempDir: string): Record<string, string> => ({
  ...OFFLINE,
  threads: String(threads),
  memory_limit: `${Math.floor(memoryLimitBytes / 1024)}KiB`,
  temp_directory: tempDir,
});

/**
 * Runs `use` on a DuckDB of its own and closes it whatever happens. DuckDB works on its own threads, so the event loop stays free.
 * Aborting interrupts the running statement. Everything that is thrown is an `EngineFailure`.
 */
export async function withDuckDb<T>(
  limits: EngineLimits,
  signal: AbortSignal | undefined,
  use: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  throwIfAborted(signal);
  await mkdir(limits.tempDir, { recursive: true });
  const tempDir = await mkdtemp(join(limits.tempDir, 'duckdb-'));
  try {
    const instance = await DuckDBInstance.create(':memory:', duckDbOptions(limits.threads, limits.memoryLimitBytes, tempDir));
    try {
      return await withConnection(instance, signal, use);
    } finally {
      instance.closeSync();
    }
  } catch (error) {
    throw systemFailure(error);
  } finally {
    await rm(tempDir, { recursive: true, force: true });
  }
}

async function withConnection<T>(
  instance: DuckDBInstance,
  signal: AbortSignal | undefined,
  use: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const connection = await instance.connect();
  const interrupt = (): void => connection.interrupt();
  signal?.addEventListener('abort', interrupt);
  try {
    throwIfAborted(signal);
    const result = await use(connection);
    throwIfAborted(signal);
    return result;
  } finally {
    signal?.removeEventListener('abort', interrupt);
    connection.disconnectSync();
  }
}

/** An interrupt between two statements is lost, so each step asks. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new EngineFailure('INTERRUPTED', 'The operation was stopped before its end.');
}
