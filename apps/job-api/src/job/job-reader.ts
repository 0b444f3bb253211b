import { Injectable } from '@nestjs/common';
import { isJsonObject, type JobId, type JsonObject, type Payload, type ProjectId } from '@runledger/contracts';
import type { Job, ProjectState } from '@runledger/domain';
import { Ledger, Payloads } from '@runledger/event-log';
import { CurrentProject, ProjectedModels, readFenced } from '@runledger/ledger-module';
import type { FoundDocument } from '@runledger/read-models';
import { ApiError, type AuthenticatedToken } from '@runledger/service-kit';
import { seesDocument, seesJob } from './job-access.js';
import { jobBody, viewOf, withOrigin } from './job-body.js';
import { inlineOf, JOBS } from './job-model.js';

export type JobDocument = FoundDocument<(typeof JOBS)['keys']>;

/** Shows jobs: unfinished ones from the fold, as they are this moment, finished ones from their documents. */
@Injectable()
export class JobReader {
  constructor(
    private readonly ledger: Ledger,
    private readonly projects: CurrentProject,
    private readonly models: ProjectedModels,
    private readonly payloads: Payloads,
  ) {}

  /**
   * One job as JSON text, with its exact configuration whatever its size.
   * @throws ApiError 404; another project's job is as if absent, and so is one that the token may not see.
   */
  async text(token: AuthenticatedToken, id: string, publicUrl: string): Promise<string> {
    const text = await readFenced(
      () => this.ledger.fence(token.projectId),
      () => this.known(token, id, publicUrl),
    );
    if (text === undefined) throw jobNotFound(id);
    return text;
  }

  /** A job that can still change; undefined when it is finished or was never there. */
  unfinished(token: AuthenticatedToken, id: string): Promise<Job | undefined> {
    return readFenced(
      () => this.ledger.fence(token.projectId),
      () => {
        const job = this.projects.get(token.projectId).jobs.unfinished.get(id as JobId);
        return job !== undefined && seesJob(token, job) ? job : undefined;
      },
    );
  }

  /** The text of a job that lives in the fold. */
  async liveText(project: ProjectState, job: Job, publicUrl: string): Promise<string> {
    return textOf(project, job, await this.objectOf(job.created.configuration), publicUrl);
  }

  /** Fences both the fold and the documents: an answer made of them must not be older than the log in either. */
  async fence(projectId: ProjectId): Promise<void> {
    await this.ledger.fence(projectId);
    await this.models.upToFold(projectId);
  }

  /** Texts of a page of documents. */
  async pageTexts(token: AuthenticatedToken, documents: readonly JobDocument[], publicUrl: string): Promise<readonly string[]> {
    const texts = await Promise.all(documents.map((document) => this.documentText(token, document, publicUrl)));
    return texts.filter((text) => text !== undefined);
  }

  private async documentText(token: AuthenticatedToken, { id, body }: JobDocument, publicUrl: string): Promise<string | undefined> {
    const project = this.projects.get(token.projectId);
    const job = project.jobs.unfinished.get(id as JobId);
    if (job !== undefined) return textOf(project, job, inlineOf(job.created.configuration), publicUrl);
    // An unfinished job's document is empty; this one has finished since the query.
    return body === '' ? this.known(token, id, publicUrl) : withOrigin(body, publicUrl);
  }

  /** What fold and documents know of a job at this moment. */
  private async known(token: AuthenticatedToken, id: string, publicUrl: string): Promise<string | undefined> {
    const { projectId } = token;
    const project = this.projects.get(projectId);
    const job = project.jobs.unfinished.get(id as JobId);
    if (job !== undefined) return seesJob(token, job) ? this.liveText(project, job, publicUrl) : undefined;
    await this.models.upToFold(projectId);
    const document = await this.models.reader.get(JOBS, { project: projectId, id });
    if (document === undefined || document.body === '' || !seesDocument(token, document)) return undefined;
    const body = withOrigin(document.body, publicUrl);
    const { configurationPayload: digest } = document.keys;
    return digest === null ? body : JSON.stringify({ ...(JSON.parse(body) as object), configData: await this.objectOf({ digest, bytes: 1 }) });
  }

  private async objectOf(payload: Payload): Promise<JsonObject | readonly never[]> {
    const value = await this.payloads.fromPayload(payload);
    return isJsonObject(value) ? value : [];
  }
}

/** A job of the fold, as it is this moment. */
const textOf = (project: ProjectState, job: Job, configData: JsonObject | readonly never[], publicUrl: string): string => {
  const nowMs = Date.now();
  return withOrigin(JSON.stringify(jobBody(project, job, nowMs, viewOf(project, job, nowMs), configData)), publicUrl);
};

export const jobNotFound = (id: string): ApiError => ApiError.notFound('jobNotFound', `Job "${id}" not found`);
