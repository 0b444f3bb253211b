import { Injectable } from '@nestjs/common';
import { isJsonObject, type JobId, type JsonObject, type Payload, type ProjectId } from '@runledger/contracts';
import type { Job, ProjectState } from '@runledger/domain';
import { Ledger, Payloads } from '@runledger/event-log';
import { CurrentProject, ProjectedModels, readFenced } from '@runledger/ledger-module';
import type { FoundDocument } from '@runledger/read-models';
import { ApiError } from '@runledger/service-kit';
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
   * @throws ApiError 404; another project's job is as if absent.
   */
  async text(projectId: ProjectId, id: string, publicUrl: string): Promise<string> {
    const unfinished = await this.unfinished(projectId, id);
    if (unfinished !== undefined) return this.liveText(this.projects.get(projectId), unfinished, publicUrl);
    const document = await readFenced(
      () => this.models.fence(projectId),
      () => this.models.reader.get(JOBS, { project: projectId, id }),
    );
    if (document === undefined) throw jobNotFound(id);
    const { configurationPayload: digest } = document.keys;
    const body = withOrigin(document.body, publicUrl);
    if (digest === null) return body;
    const configData = await this.objectOf({ digest, bytes: 1 });
    return JSON.stringify({ ...(JSON.parse(body) as object), configData });
  }

  /** A job that can still change, after a fence; undefined when it is finished or was never there. */
  async unfinished(projectId: ProjectId, id: string): Promise<Job | undefined> {
    const find = (): Job | undefined => this.ledger.project(projectId)?.jobs.unfinished.get(id as JobId);
    try {
      await this.ledger.fence(projectId);
    } catch (unreachable) {
      // With the log away what is known is still answered; "finished or absent" is decided by the document, not here.
      if (find() === undefined) return undefined;
    }
    return find();
  }

  /** The text of a job that lives in the fold. */
  async liveText(project: ProjectState, job: Job, publicUrl: string): Promise<string> {
    const nowMs = Date.now();
    return withOrigin(JSON.stringify(jobBody(project, job, nowMs, viewOf(project, job, nowMs), await this.objectOf(job.created.configuration))), publicUrl);
  }

  /** Texts of a page of documents. */
  pageTexts(projectId: ProjectId, documents: readonly JobDocument[], publicUrl: string): readonly string[] {
    const project = this.projects.get(projectId);
    const nowMs = Date.now();
    return documents.flatMap(({ id, body }) => {
      const job = project.jobs.unfinished.get(id as JobId);
      if (job === undefined) return body === '' ? [] : [withOrigin(body, publicUrl)];
      return [withOrigin(JSON.stringify(jobBody(project, job, nowMs, viewOf(project, job, nowMs), inlineOf(job.created.configuration))), publicUrl)];
    });
  }

  private async objectOf(payload: Payload): Promise<JsonObject | readonly never[]> {
    const value = await this.payloads.fromPayload(payload);
    return isJsonObject(value) ? value : [];
  }
}

export const jobNotFound = (id: string): ApiError => ApiError.notFound('jobNotFound', `Job "${id}" not found`);
