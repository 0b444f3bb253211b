import { FolderBlobStore, type BlobStore } from '@runledger/blob-store';
import type { Actor, FileId, ProjectId, TokenId } from '@runledger/contracts';
import { blobKeyOf, fileKeysOf, blobNameOf, manifestNameOf } from '@runledger/domain';
import { newEvent, type Ledger } from '@runledger/event-log';
import { ledgerOf } from '@runledger/ledger-module/testing';

export interface UploadOptions {
  readonly name?: string;
  readonly tokenId?: TokenId;
}

/** Does what file-uploads does when a client uploads: bytes into the blob store, then the events. */
export class Uploads {
  private constructor(
    readonly blobs: BlobStore,
    private readonly ledger: Ledger,
  ) {}

  static async open(blobStoreDir: string): Promise<Uploads> {
    const ledger = await ledgerOf('file-uploads', ['file']);
    return new Uploads(await FolderBlobStore.open(blobStoreDir), ledger);
  }

  /** One file in one blob. */
  async file(project: ProjectId, content: string | Uint8Array, options: UploadOptions = {}): Promise<number> {
    const file = await this.prepare(project, false, options);
    await this.put(project, file.id, blobNameOf(file), content);
    return Number(file.id);
  }

  /** A file of slices with a manifest, as clients write it (contract 4.7). */
  async sliced(project: ProjectId, slices: readonly (string | Uint8Array)[], options: UploadOptions = {}): Promise<number> {
    const file = await this.prepare(project, true, options);
    for (const [index, content] of slices.entries()) await this.put(project, file.id, `${blobNameOf(file)}${index}`, content);
    await this.put(project, file.id, manifestNameOf(file), JSON.stringify({ entries: [] }));
    return Number(file.id);
  }

  /** A file that was announced, and nothing else. */
  async prepare(
    project: ProjectId,
    isSliced: boolean,
    { name = 'data.csv', tokenId }: UploadOptions = {},
  ): Promise<{ readonly id: FileId; readonly name: string; readonly isSliced: boolean }> {
    const id = (await this.ledger.newId()) as FileId;
    const data = {
      fileId: id,
      name,
      tags: [],
      isPublic: false,
      isPermanent: false,
      isEncrypted: true,
      isSliced,
      contentType: 'text/csv',
      runId: null,
      sizeBytes: null,
    };
    await this.ledger.append(newEvent('FilePrepared', { project, aggregate: `file:${id}`, actor: actorOf(tokenId), data }));
    return { id, name, isSliced };
  }

  async delete(project: ProjectId, fileId: number): Promise<void> {
    const id = String(fileId) as FileId;
    await this.ledger.append(
      newEvent('FileDeleted', { project, aggregate: `file:${id}`, actor: actorOf(undefined), data: { fileId: id } }),
    );
  }

  /** Bytes of every blob of a file, in the order of the blobs. */
  async contentOf(project: ProjectId, fileId: FileId): Promise<readonly Buffer[]> {
    const contents: Buffer[] = [];
    for await (const { key } of this.blobs.list(fileKeysOf(project, fileId))) contents.push(await this.bytesOf(key));
    return contents;
  }

  async bytesOf(key: string): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of (await this.blobs.get(key)).body) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /** Keys of all data files of a table. */
  async keysOf(project: ProjectId, table: string): Promise<readonly string[]> {
    const keys: string[] = [];
    for await (const { key } of this.blobs.list(`tables/${project}/${table}/`)) keys.push(key);
    return keys;
  }

  close(): Promise<void> {
    return this.ledger.stop();
  }

  private async put(project: ProjectId, fileId: FileId, blob: string, content: string | Uint8Array): Promise<void> {
    const { bytes, sha256 } = await this.blobs.put(blobKeyOf(project, fileId, blob), Buffer.from(content));
    await this.ledger.append(
      newEvent('FileUploaded', {
        project,
        aggregate: `file:${fileId}`,
        actor: actorOf(undefined),
        data: { fileId, blob, bytes, sha256 },
      }),
    );
  }
}

const actorOf = (tokenId: TokenId | undefined): Actor => ({
  service: 'file-uploads',
  tokenId: tokenId ?? null,
  tokenDescription: null,
});
