import { Injectable } from '@nestjs/common';
import { Pool } from 'undici';
import { SERVICES, type Service } from '../routing/service.js';

const CONNECT_TIMEOUT_MS = 3_000;
/** From the last byte of a request to the first of its answer. Services answer within seconds: work that takes longer is a job. */
const ANSWER_TIMEOUT_MS = 120_000;

/**
 * Kept connections to each service. Their number is not limited: streams of events hold one each for hours, and whoever waited for a
 * free one would wait as long. It cannot exceed the number of clients anyway.
 */
@Injectable()
export class Upstreams {
  private readonly pools: ReadonlyMap<Service, Pool>;

  constructor(origins: Readonly<Record<Service, string>>) {
    const poolOf = (origin: string): Pool =>
      new Pool(origin, {
        pipelining: 1,
        headersTimeout: ANSWER_TIMEOUT_MS,
        // An answer may pause for as long as it likes: a stream of events has nothing to say while nothing happens.
        bodyTimeout: 0,
        connect: { timeout: CONNECT_TIMEOUT_MS },
      });
    this.pools = new Map(SERVICES.map((service) => [service, poolOf(origins[service])]));
  }

  of(service: Service): Pool {
    const pool = this.pools.get(service);
    if (pool === undefined) throw new Error(`no origin is known for ${service}`);
    return pool;
  }

  /** Cuts what is still under way. */
  async close(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.destroy()));
  }
}
