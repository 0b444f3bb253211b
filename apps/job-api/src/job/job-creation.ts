import { Injectable } from '@nestjs/common';
import { isJsonObject, type Actor, type JobId, type Json } from '@runledger/contracts';
import type { Job, ProjectState } from '@runledger/domain';
import { Ledger, newEvent, Payloads } from '@runledger/event-log';
import { CurrentProject } from '@runledger/ledger-module';
import { ApiError, SecretBox, type AuthenticatedToken } from '@runledger/service-kit';
import { assertMayRun } from './job-access.js';
import type { JobRequestBody } from './job-request.js';
import { jobCreatedData, notBeforeOf, ownContentOf, parentRunIdOf, sourceOf, type JobSource } from './job-resolution.js';

/** A configuration that changes while a job is being created is frozen anew, so often. */
const CREATION_TRIES_MAX = 5;

export interface CreatedJob {
  readonly project: ProjectState;
  readonly job: Job;
}

@Injectable()
export class JobCreation {
  constructor(
    private readonly ledger: Ledger,
    private readonly projects: CurrentProject,
    private readonly payloads: Payloads,
    private readonly secrets: SecretBox,
  ) {}

  /** Accepts a job: fences, freezes what it needs, and answers with the verdict of the log. */
  async create(token: AuthenticatedToken, actor: Actor, body: JobRequestBody, parentHeader: string | undefined): Promise<CreatedJob> {
    const parentRunId = parentRunIdOf(body, parentHeader);
    const notBeforeMs = notBeforeOf(body, Date.now());
    const given = ownContentOf(body);
    const configData = given === undefined ? undefined : this.secrets.encryptSecrets(given);
    const id = (await this.ledger.newId()) as JobId;
    for (let tries = 0; tries < CREATION_TRIES_MAX; tries += 1) {
      const project = await this.projects.upToDate(token.projectId);
      const source = sourceOf(project, body);
      assertMayRun(token, source.component.id);
      const content = configData ?? (await this.storedContent(source));
      const contentPayload = await this.payloads.toPayload(content);
      const data = jobCreatedData(body, source, {
        id,
        tokenId: token.tokenId,
        parentRunId,
        notBeforeMs,
        content,
        contentPayload,
        configDataPayload: configData === undefined ? null : contentPayload,
      });
      const event = newEvent('JobCreated', { project: project.id, aggregate: `job:${id}`, actor, correlation: data.runId, data });
      const { verdict, changes } = await this.ledger.append(event);
      const job = changes.flatMap((change) => (change.kind === 'job' ? [change.job] : []))[0];
      if (verdict.effective && job !== undefined) return { project, job };
      if (!verdict.effective && verdict.reason === 'deduplicated') throw duplicate(body, verdict.detail);
    }
    throw ApiError.conflict('configurationChanging', 'The configuration is being changed at the moment. Try again.');
  }

  private async storedContent({ configuration }: JobSource): Promise<Json> {
    const content = configuration === undefined ? {} : await this.payloads.fromPayload(configuration.current.configuration);
    return isJsonObject(content) ? content : {};
  }
}

const duplicate = ({ deduplicationId }: JobRequestBody, jobId: string | undefined): ApiError =>
  ApiError.badRequest('dbDeduplicationIdConflict', `An unfinished job with deduplicationId "${deduplicationId ?? ''}" exists${jobId === undefined ? '' : `: ${jobId}`}`);
