import type { TokenId, TokenRights } from '@runledger/contracts';
import { Ledger, newEvent } from '@runledger/event-log';
import { secretHashOf, serviceActor, tokenText } from '@runledger/ledger-module';
import { createProject, startService, type ServiceUnderTest, type TestProject } from '@runledger/ledger-module/testing';
import { fileUploads } from '../file-uploads.js';
import { BlobClient } from './blob-client.js';

/** What the specs read of a file. */
export interface FileAnswer {
  readonly id: number;
  readonly name: string;
  readonly url: string;
  readonly sizeBytes: number | null;
  readonly tags: readonly string[];
  readonly isSliced: boolean;
  readonly isPublic: boolean;
  readonly isEncrypted: boolean;
  readonly maxAgeDays: number | null;
  readonly runId: string | null;
  readonly absPath?: { readonly container: string; readonly name: string };
  readonly absCredentials?: { readonly SASConnectionString: string };
  readonly absUploadParams?: UploadAnswer;
}

interface UploadAnswer {
  readonly blobName: string;
  readonly accountName: string;
  readonly container: string;
  readonly absCredentials: { readonly SASConnectionString: string };
}

/** A prepared file and the client that may upload it. */
export interface Prepared {
  readonly file: FileAnswer;
  readonly upload: UploadAnswer;
  readonly blobs: BlobClient;
}

interface ApiOptions {
  readonly token?: string;
  /** As JSON. */
  readonly body?: object;
  readonly form?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiAnswer {
  readonly status: number;
  readonly text: string;
}

/** The service over a socket, with a project to work in. */
export class FilesUnderTest {
  private constructor(
    readonly service: ServiceUnderTest,
    readonly project: TestProject,
    readonly origin: string,
  ) {}

  static async start(): Promise<FilesUnderTest> {
    return FilesUnderTest.over(await startService(fileUploads), await createProject());
  }

  /** Another process of the same service, on the same log and the same bytes. */
  async successor(): Promise<FilesUnderTest> {
    return FilesUnderTest.over(await startService(fileUploads, { BLOB_STORE_DIR: this.service.blobStoreDir }), this.project);
  }

  private static async over(service: ServiceUnderTest, project: TestProject): Promise<FilesUnderTest> {
    await service.app.listen({ host: '127.0.0.1', port: 0 });
    return new FilesUnderTest(service, project, await service.app.getUrl());
  }

  get ledger(): Ledger {
    return this.service.app.get(Ledger);
  }

  /** @throws when the answer is not as the service describes it. */
  async call(
    method: string,
    path: string,
    { token = this.project.token, body, form, headers = {} }: ApiOptions = {},
  ): Promise<ApiAnswer> {
    const answer = await fetch(`${this.origin}${path}`, {
      method,
      headers: {
        'x-storageapi-token': token,
        // As the gateway says by which name it was reached.
        'x-forwarded-host': new URL(this.origin).host,
        'x-forwarded-proto': 'http',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      body: body === undefined ? (form ?? null) : JSON.stringify(body),
    });
    const text = await answer.text();
    if (text !== '') this.service.described.check(method, path, { status: answer.status, body: JSON.parse(text) as unknown });
    return { status: answer.status, text };
  }

  /** @throws when the answer is not the expected one, saying what it was. */
  async json<T>(status: number, method: string, path: string, options?: ApiOptions): Promise<T> {
    const answer = await this.call(method, path, options);
    if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text) as T;
  }

  async prepare(body: Readonly<Record<string, unknown>> = {}, options: ApiOptions = {}): Promise<Prepared> {
    const file = await this.json<FileAnswer>(201, 'POST', '/v2/storage/files/prepare', {
      body: { name: 'a.csv', ...body },
      ...options,
    });
    const upload = file.absUploadParams;
    if (upload === undefined) throw new Error('nothing to upload with');
    return { file, upload, blobs: BlobClient.of(upload.absCredentials.SASConnectionString, upload.container) };
  }

  /** A file with these bytes. */
  async uploaded(
    content: Uint8Array | string,
    body: Readonly<Record<string, unknown>> = {},
    options: ApiOptions = {},
  ): Promise<Prepared> {
    const prepared = await this.prepare(body, options);
    const { status } = await prepared.blobs.put(prepared.upload.blobName, content);
    if (status !== 201) throw new Error(`upload: ${status}`);
    return prepared;
  }

  /** The file with credentials to read it. */
  async detail(id: number, options?: ApiOptions): Promise<FileAnswer> {
    return this.json<FileAnswer>(200, 'GET', `/v2/storage/files/${id}?federationToken=1`, options);
  }

  /** A client that may read the file's blobs. */
  async reader(id: number): Promise<BlobClient> {
    const { absPath, absCredentials } = await this.detail(id);
    if (absPath === undefined || absCredentials === undefined) throw new Error('no credentials');
    return BlobClient.of(absCredentials.SASConnectionString, absPath.container);
  }

  async list(query: string, options?: ApiOptions): Promise<readonly FileAnswer[]> {
    return this.json<readonly FileAnswer[]>(200, 'GET', `/v2/storage/files?${query}`, options);
  }

  /** A token of the project that is no master token. */
  async token(rights: Partial<TokenRights> = {}, { id }: TestProject = this.project): Promise<string> {
    const tokenId = (await this.ledger.newId()) as TokenId;
    const secret = `secret-of-${tokenId}-0123456789`;
    const limited: TokenRights = {
      isMasterToken: false,
      canManageBuckets: false,
      canManageTokens: false,
      canReadAllFileUploads: false,
      canPurgeTrash: false,
      bucketPermissions: {},
      componentAccess: [],
      ...rights,
    };
    const data = {
      tokenId,
      description: `token ${tokenId}`,
      secretHash: secretHashOf(secret),
      rights: limited,
      expiresAtMs: null,
    };
    await this.ledger.append(
      newEvent('TokenCreated', { project: id, aggregate: `token:${tokenId}`, actor: serviceActor('cli'), data }),
    );
    return tokenText(id, tokenId, secret);
  }

  stop(): Promise<void> {
    return this.service.stop();
  }
}
