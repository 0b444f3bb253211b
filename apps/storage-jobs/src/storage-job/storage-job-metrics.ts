import { Injectable } from '@nestjs/common';
import { Ledger } from '@runledger/event-log';
import { Metrics } from '@runledger/service-kit';

/** Unfinished storage jobs of all projects, by status. */
@Injectable()
export class StorageJobMetrics {
  constructor(ledger: Ledger, metrics: Metrics) {
    metrics.gauge({
      name: 'runledger_storage_jobs',
      help: 'Unfinished storage jobs by status',
      labelNames: ['status'],
      collect() {
        const counts = { waiting: 0, processing: 0 };
        for (const { storage } of ledger.projects()) {
          counts.processing += storage.running.size;
          counts.waiting += storage.unfinished.size - storage.running.size;
        }
        for (const [status, count] of Object.entries(counts)) this.set({ status }, count);
      },
    });
  }
}
