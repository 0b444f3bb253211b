import type { FileId, ProjectId, TokenRights } from '@runledger/contracts';
import { newEvent } from '@runledger/event-log';
import { secretHashOf, serviceActor, tokenText } from '@runledger/ledger-module';
import {
  createProject,
  eventually,
  ledgerOf,
  startService,
  type Answer,
  type ServiceUnderTest,
  type TestProject,
} from '@runledger/ledger-module/testing';
import { randomUUID } from 'node:crypto';
import { storageJobs } from '../storage-jobs.js';
import { Uploads } from './uploads.js';

/** Storage job as clients read it. */
export interface ShownStorageJob {
  readonly id: number;
  readonly status: 'waiting' | 'processing' | 'success' | 'error';
  readonly operationName: string;
  readonly runId: string | null;
  readonly results: Readonly<Record<string, unknown>> | null;
  readonly error?: { readonly code: string; readonly message: string; readonly exceptionId: string };
}

export interface ShownVersion {
  readonly version: number;
  readonly rows: number;
}

/** A started service, and the uploads that it works on. */
export interface StorageUnderTest {
  readonly service: ServiceUnderTest;
  readonly uploads: Uploads;
  newClient(): Promise<StorageClient>;
  stop(): Promise<void>;
}

export const startStorage = async (env: Readonly<Record<string, string>> = {}): Promise<StorageUnderTest> => {
  const service = await startService(storageJobs, env);
  const uploads = await Uploads.open(service.blobStoreDir);
  return {
    service,
    uploads,
    newClient: async () => new StorageClient(service, uploads, await createProject()),
    stop: async () => {
      await uploads.close();
      await service.stop();
    },
  };
};

/** A client of one project, in the words of the Storage API. */
export class StorageClient {
  constructor(
    private readonly service: ServiceUnderTest,
    readonly uploads: Uploads,
    readonly project: TestProject,
    private readonly token = project.token,
  ) {}

  /** The same project, by a service that was started later. */
  by({ service, uploads }: StorageUnderTest): StorageClient {
    return new StorageClient(service, uploads, this.project, this.token);
  }

  get(path: string): Promise<Answer> {
    return this.service.call('GET', `/v2/storage/${path}`, { token: this.token });
  }

  post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.service.call('POST', `/v2/storage/${path}`, { token: this.token, body, headers });
  }

  delete(path: string): Promise<Answer> {
    return this.service.call('DELETE', `/v2/storage/${path}`, { token: this.token });
  }

  async bucket(name: string, stage: 'in' | 'out' = 'in'): Promise<string> {
    return ((await this.post('buckets', { name, stage })).body as { readonly id: string }).id;
  }

  /** Uploads a CSV and creates a table of it. */
  async table(bucket: string, name: string, csv: string | Uint8Array, fields: object = {}): Promise<ShownStorageJob> {
    return this.createTable(bucket, { name, dataFileId: await this.uploads.file(this.project.id, csv), ...fields });
  }

  async createTable(bucket: string, body: object): Promise<ShownStorageJob> {
    return this.ended(await this.post(`buckets/${bucket}/tables-async`, body));
  }

  /** Uploads a CSV and replaces the content of a table by it. */
  async load(table: string, csv: string | Uint8Array, fields: object = {}): Promise<ShownStorageJob> {
    return this.ended(
      await this.post(`tables/${table}/import-async`, { dataFileId: await this.uploads.file(this.project.id, csv), ...fields }),
    );
  }

  /** Exports a table and gives the text of all slices. */
  async exported(table: string, fields: object = {}): Promise<{ readonly fileId: number; readonly slices: readonly Buffer[] }> {
    const job = await this.ended(await this.post(`tables/${table}/export-async`, fields));
    const { id: fileId } = (job.results as { readonly file: { readonly id: number } }).file;
    return { fileId, slices: await this.uploads.contentOf(this.project.id, String(fileId) as FileId) };
  }

  /** The storage job that a 202 names, once it has ended. */
  async ended({ status, body, text }: Answer): Promise<ShownStorageJob> {
    if (status !== 202) throw new Error(`expected 202, got ${status}: ${text}`);
    return this.endOf((body as ShownStorageJob).id);
  }

  async endOf(id: number | string): Promise<ShownStorageJob> {
    return eventually(
      async () => (await this.get(`jobs/${id}`)).body as ShownStorageJob,
      ({ status }) => status === 'success' || status === 'error',
      30_000,
    );
  }

  async preview(table: string, query = ''): Promise<string> {
    return (await this.get(`tables/${table}/data-preview${query}`)).text;
  }

  async versions(table: string): Promise<readonly ShownVersion[]> {
    const { body } = await this.runledger(`tables/${table}/versions`);
    return (body as { readonly items: readonly ShownVersion[] }).items;
  }

  /** Our own endpoints. */
  runledger(path: string): Promise<Answer> {
    return this.service.call('GET', `/runledger/v1/${path}`, { token: this.token });
  }

  /** The same project by a token of fewer rights. */
  async limited(bucketPermissions: TokenRights['bucketPermissions']): Promise<StorageClient> {
    const rights = {
      isMasterToken: false,
      canManageBuckets: false,
      canManageTokens: false,
      canReadAllFileUploads: false,
      canPurgeTrash: false,
      bucketPermissions,
      componentAccess: [],
    };
    return new StorageClient(this.service, this.uploads, this.project, await newToken(this.project.id, rights));
  }
}

const newToken = async (project: ProjectId, rights: TokenRights): Promise<string> => {
  const ledger = await ledgerOf('cli', ['project']);
  try {
    const tokenId = (await ledger.newId()) as Parameters<typeof tokenText>[1];
    const secret = randomUUID();
    const data = { tokenId, description: 'Limited token', secretHash: secretHashOf(secret), rights, expiresAtMs: null };
    await ledger.append(newEvent('TokenCreated', { project, aggregate: `token:${tokenId}`, actor: serviceActor('cli'), data }));
    return tokenText(project, tokenId, secret);
  } finally {
    await ledger.stop();
  }
};
