import { Injectable } from '@nestjs/common';
import { Ledger } from '@runledger/event-log';
import { Metrics } from '@runledger/service-kit';
import { watchedJobs } from './watched-jobs.js';

@Injectable()
export class WatchedJobsGauge {
  constructor(ledger: Ledger, metrics: Metrics) {
    metrics.gauge({
      name: 'runledger_scheduler_jobs',
      help: 'Unfinished jobs of all projects that this scheduler watches, by state',
      labelNames: ['state'],
      collect() {
        for (const [state, count] of Object.entries(watchedJobs(ledger.projects()))) this.set({ state }, count);
      },
    });
  }
}
