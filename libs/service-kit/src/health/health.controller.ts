import { Controller, Get, HttpException, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { HealthCheckService, HealthIndicatorService, type HealthCheckResult } from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/token-guard.js';
import { HealthChecks } from './health-checks.js';

const CHECK_TIMEOUT_MS = 2_000;

/** `live`: the process answers. `ready`: everything it needs is there; 503 with the failing checks by name otherwise. */
@Public()
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(
    private readonly terminus: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly checks: HealthChecks,
  ) {}

  @Get('live')
  live(): Promise<HealthCheckResult> {
    return this.terminus.check([]);
  }

  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    const indicators = this.checks.all().map(
      (check) => async () =>
        this.indicators
          .check(check.name)
          .attempt(async () => check.check())
          .withTimeout(CHECK_TIMEOUT_MS),
    );
    try {
      return await this.terminus.check(indicators);
    } catch (error) {
      // Terminus reports by way of an exception; here it is an ordinary answer for a supervisor.
      if (!(error instanceof HttpException)) throw error;
      void reply.code(error.getStatus());
      return error.getResponse();
    }
  }
}
