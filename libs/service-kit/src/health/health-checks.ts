import { Injectable } from '@nestjs/common';

/** One thing that must be well for the service to be of use: it returns, or throws an error that says what is wrong. */
export interface HealthCheck {
  readonly name: string;
  check(): Promise<void> | void;
}

/** Checks that the parts of a service have registered. Inject it and register in the constructor. */
@Injectable()
export class HealthChecks {
  private readonly checks = new Map<string, HealthCheck>();

  /** @throws when the name is taken: two checks under one name would hide one of them. */
  register(check: HealthCheck): void {
    if (this.checks.has(check.name)) throw new Error(`health check ${check.name} is registered twice`);
    this.checks.set(check.name, check);
  }

  all(): readonly HealthCheck[] {
    return [...this.checks.values()];
  }
}
