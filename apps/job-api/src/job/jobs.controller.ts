import { Body, Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { Job } from '@runledger/domain';
import { Ledger, newEvent } from '@runledger/event-log';
import { actorOf, CurrentProject } from '@runledger/ledger-module';
import { Answers, ApiError, CurrentRequest, CurrentToken, type AuthenticatedToken, type RequestContext } from '@runledger/service-kit';
import { jobBody, withOrigin } from './job-body.js';
import { JobCreation } from './job-creation.js';
import { inlineOf } from './job-model.js';
import { JobReader } from './job-reader.js';
import { JobRequestBody } from './job-request.js';
import { JOB } from './job-schema.js';

/** The Queue API (contract section 2). */
@Controller('jobs')
export class JobsController {
  constructor(
    private readonly creation: JobCreation,
    private readonly reader: JobReader,
    private readonly ledger: Ledger,
    private readonly projects: CurrentProject,
  ) {}

  @Post()
  @Header('content-type', 'application/json')
  @ApiOperation({ summary: 'Run a component (contract 2.1)' })
  @Answers(201, JOB)
  async create(@CurrentToken() token: AuthenticatedToken, @CurrentRequest() request: RequestContext, @Body() body: JobRequestBody): Promise<string> {
    const { project, job } = await this.creation.create(token, actorOf('job-api', token, request), body, request.runId);
    // The answer shows the job as it was created, even if a worker has been faster than we are.
    const asCreated: Job = job.termination === null ? { ...job, attempts: [], state: { phase: 'candidate' } } : job;
    const status = job.termination === null ? 'created' : 'cancelled';
    return withOrigin(JSON.stringify(jobBody(project, asCreated, job.createdMs, { status, waiting: undefined }, inlineOf(job.created.configuration))), request.publicUrl);
  }

  @Get(':job')
  @Header('content-type', 'application/json')
  @ApiOperation({ summary: 'One job (contract 2.2)' })
  @Answers(200, JOB)
  detail(@CurrentToken() token: AuthenticatedToken, @CurrentRequest() { publicUrl }: RequestContext, @Param('job') id: string): Promise<string> {
    return this.reader.text(token, id, publicUrl);
  }

  @Post(':job/kill')
  @HttpCode(202)
  @Header('content-type', 'application/json')
  @ApiOperation({ summary: 'Terminate a job and everything below it (contract 2.7)' })
  @Answers(202, JOB)
  async kill(@CurrentToken() token: AuthenticatedToken, @CurrentRequest() request: RequestContext, @Param('job') id: string): Promise<string> {
    const { projectId } = token;
    const job = await this.reader.unfinished(token, id);
    if (job === undefined) {
      // Told apart from a job that does not exist: that one is a 404.
      await this.reader.text(token, id, request.publicUrl);
      throw notKillable(id);
    }
    const event = newEvent('TerminationRequested', {
      project: projectId,
      aggregate: `job:${job.id}`,
      actor: actorOf('job-api', token, request),
      correlation: job.created.runId,
      data: { jobId: job.id },
    });
    const { verdict } = await this.ledger.append(event);
    if (!verdict.effective) throw notKillable(id);
    return this.reader.liveText(this.projects.get(projectId), job, request.publicUrl);
  }
}

const notKillable = (id: string): ApiError => ApiError.badRequest('statusTransitionForbidden', `Job "${id}" is not in one of killable states: created, waiting, processing.`);
