import { Module, type DynamicModule } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthChecks } from '../health/health-checks.js';
import { HealthController } from '../health/health.controller.js';
import { LOGGER, type Logger } from '../logging/logger.js';
import { MetricsController } from '../metrics/metrics.controller.js';
import { Metrics } from '../metrics/metrics.js';

/** What every service has: health, metrics and a logger, to be injected anywhere. */
@Module({})
export class ServiceModule {
  static around(application: NonNullable<DynamicModule['imports']>[number], logger: Logger): DynamicModule {
    return {
      module: ServiceModule,
      global: true,
      imports: [TerminusModule.forRoot({ logger: false }), application],
      controllers: [HealthController, MetricsController],
      providers: [{ provide: LOGGER, useValue: logger }, HealthChecks, Metrics],
      exports: [LOGGER, HealthChecks, Metrics],
    };
  }
}
