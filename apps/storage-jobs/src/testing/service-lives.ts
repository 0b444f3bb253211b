import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutorId } from '@runledger/contracts';
import { startStorage, type StorageClient, type StorageUnderTest } from './storage-client.js';

/** A service that ends and starts again on the same log and the same blobs, and a client of one project. */
export class ServiceLives {
  private constructor(
    private readonly env: { readonly EXECUTOR_ID: ExecutorId; readonly BLOB_STORE_DIR: string },
    private current: StorageUnderTest,
    private known: StorageClient,
  ) {}

  static async begin(executor: ExecutorId): Promise<ServiceLives> {
    const env = { EXECUTOR_ID: executor, BLOB_STORE_DIR: await mkdtemp(join(tmpdir(), 'service-lives-')) };
    const storage = await startStorage(env);
    return new ServiceLives(env, storage, await storage.newClient());
  }

  /** Talks to the life that is now. */
  get client(): StorageClient {
    return this.known;
  }

  /** The end of one life, what happens before the next one, and its begin. */
  async restart(meanwhile: () => Promise<unknown>): Promise<void> {
    await this.current.stop();
    await meanwhile();
    this.current = await startStorage(this.env);
    this.known = this.known.by(this.current);
  }

  async end(): Promise<void> {
    await this.current.stop();
    await rm(this.env.BLOB_STORE_DIR, { recursive: true, force: true });
  }
}
