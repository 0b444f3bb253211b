import { Injectable } from '@nestjs/common';
import { Ledger } from '@runledger/event-log';
import { Metrics } from '@runledger/service-kit';

/** Unfinished jobs of all projects, by what they do. */
@Injectable()
export class JobMetrics {
  constructor(ledger: Ledger, metrics: Metrics) {
    metrics.gauge({
      name: 'runledger_jobs',
      help: 'Unfinished jobs by phase',
      labelNames: ['phase'],
      collect() {
        const counts = { candidate: 0, running: 0 };
        for (const { jobs } of ledger.projects()) {
          counts.running += jobs.admission.running.size;
          counts.candidate += jobs.unfinished.size - jobs.admission.running.size;
        }
        for (const [phase, count] of Object.entries(counts)) this.set({ phase }, count);
      },
    });
  }
}
