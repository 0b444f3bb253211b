import { ApiError } from '@runledger/service-kit';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Pool } from 'undici';
import type { Service } from '../routing/service.js';

/** What one service says of its endpoints. */
export interface ServiceDescription {
  readonly service: Service;
  readonly document: OpenAPIObject;
}

const KEPT_FOR_MS = 60_000;
const BYTES_MAX = 8 * 1024 ** 2;

interface Kept {
  readonly description: Promise<ServiceDescription>;
  readonly untilMs: number;
}

/** Asks services for their descriptions, each at most once a minute: they change only when a service is replaced. */
export class ServiceDescriptions {
  private readonly kept = new Map<Service, Kept>();

  constructor(private readonly poolOf: (service: Service) => Pool) {}

  /** @throws ApiError 503 when the service cannot be asked */
  async of(service: Service, nowMs: number): Promise<ServiceDescription> {
    const kept = this.kept.get(service);
    if (kept !== undefined && nowMs < kept.untilMs) return kept.description;
    const description = this.ask(service);
    this.kept.set(service, { description, untilMs: nowMs + KEPT_FOR_MS });
    try {
      return await description;
    } catch (cause) {
      this.kept.delete(service);
      throw ApiError.unavailable(`The service ${service} cannot be asked for its description at the moment. Try again.`, {
        params: { service },
        cause,
      });
    }
  }

  private async ask(service: Service): Promise<ServiceDescription> {
    const { statusCode, body } = await this.poolOf(service).request({ method: 'GET', path: '/docs-json' });
    const text = await body.text();
    if (statusCode !== 200 || text.length > BYTES_MAX)
      throw new Error(`${service} answered ${statusCode} with ${text.length} characters`);
    return { service, document: decodeDescription(text) };
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** The services are ours and made by the same library, so that only what is built upon is looked at. */
function decodeDescription(text: string): OpenAPIObject {
  const parsed: unknown = JSON.parse(text);
  if (!isRecord(parsed) || !isRecord(parsed['paths'])) throw new Error('not an OpenAPI document: it has no paths');
  return parsed as unknown as OpenAPIObject;
}
