import { Injectable } from '@nestjs/common';
import { JOB_STATUSES, startProblem, type Job, type JobStatus, type ProjectState } from '@runledger/domain';
import { Ledger } from '@runledger/event-log';
import { Metrics } from '@runledger/service-kit';

/** All jobs of the installation, by status. */
@Injectable()
export class JobMetrics {
  /** A job ends once, so that counting ends from the start of the log is counting jobs. */
  private readonly finished = new Map<JobStatus, number>();

  constructor(
    private readonly ledger: Ledger,
    metrics: Metrics,
  ) {
    ledger.follow({
      onRecord: ({ changes }) => {
        for (const change of changes) if (change.kind === 'job' && change.job.state.phase === 'finished') add(this.finished, change.job.state.status);
      },
    });
    const counts = (): ReadonlyMap<JobStatus, number> => this.counts();
    metrics.gauge({
      name: 'runledger_jobs',
      help: 'Jobs by status',
      labelNames: ['status'],
      collect() {
        const current = counts();
        for (const status of JOB_STATUSES) this.set({ status }, current.get(status) ?? 0);
      },
    });
  }

  private counts(): ReadonlyMap<JobStatus, number> {
    const counts = new Map(this.finished);
    const nowMs = Date.now();
    for (const project of this.ledger.projects()) for (const job of project.jobs.unfinished.values()) add(counts, unfinishedStatus(project, job, nowMs));
    return counts;
  }
}

/** As `statusOf`, without naming who is in the way: asked of every job at once. */
const unfinishedStatus = ({ jobs, limits }: ProjectState, job: Job, nowMs: number): JobStatus => {
  if (job.state.phase === 'running') return job.termination === null ? 'processing' : 'terminating';
  return startProblem(jobs.admission, limits['components.jobsParallelism'], job, job.attempts.length + 1, nowMs) === undefined ? 'created' : 'waiting';
};

const add = (counts: Map<JobStatus, number>, status: JobStatus): void => {
  counts.set(status, (counts.get(status) ?? 0) + 1);
};
