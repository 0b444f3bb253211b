import { Inject, Injectable } from '@nestjs/common';
import type { BlobStore } from '@runledger/blob-store';
import type { Actor, FileId } from '@runledger/contracts';
import type { File } from '@runledger/domain';
import { Ledger, newEvent } from '@runledger/event-log';
import { BLOBS, readFenced } from '@runledger/ledger-module';
import { ApiError, type AuthenticatedToken } from '@runledger/service-kit';
import { deleteBytesOf } from '../blob/file-bytes.js';
import { fileNotFound, maySee, mustOwn } from './file-access.js';
import { checkedTags } from './file-tags.js';
import type { FilePreparation } from './file-request.js';
import { KnownFiles } from './known-files.js';

/** Changes of tags at the same moment; each of them lets one through. */
const TAG_ATTEMPTS_MAX = 10;

/** A client that acts on files. */
export interface Asker {
  readonly token: AuthenticatedToken;
  readonly actor: Actor;
}

@Injectable()
export class Files {
  constructor(
    private readonly ledger: Ledger,
    private readonly known: KnownFiles,
    @Inject(BLOBS) private readonly blobs: BlobStore,
  ) {}

  async prepare({ token, actor }: Asker, preparation: FilePreparation, runId: string | null): Promise<File> {
    const { projectId } = token;
    const { sizeBytes = null, contentType = null, tags, ...description } = preparation;
    const fileId = (await this.ledger.newId()) as FileId;
    const data = {
      ...description,
      fileId,
      sizeBytes,
      contentType: contentType === '' ? null : contentType,
      tags: checkedTags(tags),
      runId,
    };
    await this.ledger.append(
      newEvent('FilePrepared', { project: projectId, aggregate: `file:${fileId}`, actor, correlation: runId, data }),
    );
    return this.detail(token, fileId);
  }

  /** @throws ApiError 404 for a file that the token may not see. */
  async detail(token: AuthenticatedToken, id: string): Promise<File> {
    const { projectId } = token;
    const file = await readFenced(
      () => this.ledger.fence(projectId),
      () => this.known.get(projectId, id as FileId),
    );
    if (file === undefined || !maySee(token, file)) throw fileNotFound(id);
    return file;
  }

  /** A file that the token may change. @throws ApiError 404, 403. */
  async owned(token: AuthenticatedToken, id: string): Promise<File> {
    const file = await this.detail(token, id);
    mustOwn(token, file);
    return file;
  }

  /** The record stays in the log; the bytes go after the event, and what is left of them when the process dies counts for nothing. */
  async remove({ token, actor }: Asker, id: string): Promise<void> {
    const { projectId } = token;
    const file = await this.owned(token, id);
    const { verdict } = await this.ledger.append(
      newEvent('FileDeleted', {
        project: projectId,
        aggregate: `file:${file.id}`,
        actor,
        correlation: file.runId,
        data: { fileId: file.id },
      }),
    );
    if (!verdict.effective) throw fileNotFound(id);
    await deleteBytesOf(this.blobs, projectId, file.id);
  }

  addTag(asker: Asker, id: string, tag: string): Promise<void> {
    return this.changeTags(asker, id, (tags) => (tags.includes(tag) ? tags : checkedTags([...tags, tag])));
  }

  removeTag(asker: Asker, id: string, tag: string): Promise<void> {
    return this.changeTags(asker, id, (tags) => tags.filter((each) => each !== tag));
  }

  private async changeTags(
    { token, actor }: Asker,
    id: string,
    change: (tags: readonly string[]) => readonly string[],
  ): Promise<void> {
    for (let attempt = 1; attempt <= TAG_ATTEMPTS_MAX; attempt += 1) {
      const { id: fileId, tags, revision, runId } = await this.owned(token, id);
      const changed = change(tags);
      if (changed.length === tags.length) return;
      const { verdict } = await this.ledger.append(
        newEvent('FileTagsChanged', {
          project: token.projectId,
          aggregate: `file:${fileId}`,
          actor,
          expectedRevision: revision,
          correlation: runId,
          data: { fileId, tags: [...changed] },
        }),
      );
      if (verdict.effective) return;
    }
    throw ApiError.conflict('storage.files.tagsConflict', `The tags of file "${id}" are being changed by others. Try again.`);
  }
}
