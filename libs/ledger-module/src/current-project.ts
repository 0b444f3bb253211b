import { Injectable } from '@nestjs/common';
import type { ProjectId } from '@runledger/contracts';
import type { ProjectState } from '@runledger/domain';
import { Ledger } from '@runledger/event-log';
import { ApiError } from '@runledger/service-kit';

/** The project of the token that asks. */
@Injectable()
export class CurrentProject {
  constructor(private readonly ledger: Ledger) {}

  /** As far as it is folded. The token guard has seen a token of it, so it exists. */
  get(id: ProjectId): ProjectState {
    const project = this.ledger.project(id);
    if (project === undefined) throw ApiError.unavailable('The project is being read from the log. Try again in a moment.');
    return project;
  }

  /** With everything that was in the log when it was asked for. */
  async upToDate(id: ProjectId): Promise<ProjectState> {
    await this.ledger.fence(id);
    return this.get(id);
  }
}
