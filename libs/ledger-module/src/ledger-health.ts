import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Ledger } from '@runledger/event-log';
import { HealthChecks, Metrics } from '@runledger/service-kit';

/** Tells the world how the fold of this service is: readiness, position and lag, void events. */
@Injectable()
export class LedgerHealth implements OnModuleInit {
  constructor(
    private readonly ledger: Ledger,
    private readonly checks: HealthChecks,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    const { ledger } = this;
    this.checks.register({
      name: 'log',
      check: () => {
        const problems = ledger.problems();
        if (problems.length > 0) throw new Error(problems.join('; '));
      },
    });
    this.metrics.gauge({
      name: 'runledger_log_position',
      help: 'Offset that the fold of this service will read next',
      labelNames: ['partition'],
      collect() {
        for (const { partition, position } of ledger.metrics().partitions) this.set({ partition }, position);
      },
    });
    this.metrics.gauge({
      name: 'runledger_log_lag',
      help: 'Records known to be in the log but not folded by this service',
      labelNames: ['partition'],
      collect() {
        for (const { partition, lag } of ledger.metrics().partitions) this.set({ partition }, lag);
      },
    });
    this.metrics.gauge({
      name: 'runledger_void_events',
      help: 'Events that had no effect, by reason, since this process started',
      labelNames: ['reason'],
      collect() {
        for (const [reason, count] of ledger.metrics().voids) this.set({ reason }, count);
      },
    });
  }
}
