import { Controller, Get } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { currentAttempt, FINAL_STATUSES, waitingReason, type ProjectState } from '@runledger/domain';
import { Ledger } from '@runledger/event-log';
import { CurrentProject, ProjectedModels, queueTime } from '@runledger/ledger-module';
import { Answers, CurrentToken, type AuthenticatedToken } from '@runledger/service-kit';
import { seesJob, visibleJobs } from '../job/job-access.js';
import { JOBS } from '../job/job-model.js';
import { SLOTS } from './slots-schema.js';

const WAITING_SHOWN_MAX = 100;
const DAY_MS = 24 * 3600 * 1000;

/** Who occupies the slots of the project, and who waits for one. */
@Controller('runledger/v1/slots')
export class SlotsController {
  constructor(
    private readonly ledger: Ledger,
    private readonly projects: CurrentProject,
    private readonly models: ProjectedModels,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Occupants of the slots and the jobs that wait' })
  @Answers(200, SLOTS)
  async slots(@CurrentToken() token: AuthenticatedToken): Promise<object> {
    await this.ledger.fence(token.projectId);
    const project = this.projects.get(token.projectId);
    const [finishedToday, failedToday] = await Promise.all([this.endedToday(token, FINAL_STATUSES), this.endedToday(token, ['error'])]);
    return { limit: project.limits['components.jobsParallelism'], running: runningIn(token, project), ...waitingIn(token, project, Date.now()), finishedToday, failedToday };
  }

  private endedToday(token: AuthenticatedToken, statuses: readonly string[]): Promise<number> {
    const todayMs = Math.floor(Date.now() / DAY_MS) * DAY_MS;
    return this.models.reader.count(JOBS, {
      project: token.projectId,
      filter: {
        op: 'and',
        filters: [
          visibleJobs(token),
          { op: 'gte', key: 'endMs', value: todayMs },
          { op: 'in', key: 'status', values: statuses },
        ],
      },
    });
  }
}

const runningIn = (token: AuthenticatedToken, { jobs }: ProjectState): readonly object[] =>
  [...jobs.admission.running.values()].filter((job) => seesJob(token, job)).map((job) => ({
    jobId: job.id,
    componentId: job.created.componentId,
    configurationName: job.created.configurationName,
    status: job.termination === null ? 'processing' : 'terminating',
    startTime: queueTime(currentAttempt(job)?.startMs ?? job.createdMs),
  }));

const waitingIn = (token: AuthenticatedToken, project: ProjectState, nowMs: number): { readonly waiting: readonly object[]; readonly waitingCount: number } => {
  const waiting: object[] = [];
  let waitingCount = 0;
  for (const job of project.jobs.unfinished.values()) {
    if (job.state.phase !== 'candidate' || !seesJob(token, job)) continue;
    waitingCount += 1;
    if (waiting.length < WAITING_SHOWN_MAX) waiting.push({ jobId: job.id, rule: waitingReason(project, job, nowMs)?.rule ?? 'infrastructure', since: queueTime(job.createdMs) });
  }
  return { waiting, waitingCount };
};
