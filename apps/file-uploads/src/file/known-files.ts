import { Injectable } from '@nestjs/common';
import type { FileId, ProjectId } from '@runledger/contracts';
import type { File } from '@runledger/domain';
import { Ledger } from '@runledger/event-log';

/** Files as the fold of the log knows them. */
@Injectable()
export class KnownFiles {
  constructor(private readonly ledger: Ledger) {}

  /** As far as the log is folded. */
  get(project: ProjectId, file: FileId): File | undefined {
    return this.ledger.project(project)?.files.files.get(file);
  }

  /**
   * For bytes, which never change under a name but may appear: a file that has what is asked for is taken as it is, and nobody is told
   * that something is missing before the end of the log was seen.
   * @throws LogFailure when that cannot be known.
   */
  async having(project: ProjectId, id: FileId, isEnough: (file: File) => boolean): Promise<File | undefined> {
    const known = this.get(project, id);
    if (known !== undefined && isEnough(known)) return known;
    await this.ledger.fence(project);
    return this.get(project, id);
  }
}
