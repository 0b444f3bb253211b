import { ApiError, type Metrics } from '@runledger/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayConfig } from './config/gateway-config.js';
import { sendAsset, sendPage } from './console/console-files.js';
import { mergeDescriptions } from './documentation/merge-descriptions.js';
import type { ServiceDescriptions } from './documentation/service-description.js';
import { forward } from './forwarding/forward.js';
import type { RequestRate } from './forwarding/request-rate.js';
import type { Upstreams } from './forwarding/upstreams.js';
import { originOf } from './routing/request-origin.js';
import { routeOf, type Route } from './routing/route-of.js';
import { SERVICES, type Service } from './routing/service.js';

export interface GatewayParts {
  readonly upstreams: Upstreams;
  readonly rate: RequestRate;
  readonly descriptions: ServiceDescriptions;
  readonly metrics: Metrics;
}

const RATE_RETRY_AFTER_SECONDS = 1;

/** Everything that is not the gateway's own: to the services, to the console's files, or nowhere. */
export function routeRequests(server: FastifyInstance, config: GatewayConfig, { upstreams, rate, metrics }: GatewayParts): void {
  const publicUrl = new URL(config.publicUrl);
  const outcomes = metrics.counter({
    name: 'gateway_forwarded_requests_total',
    help: 'Requests handed on, by service and by how they ended',
    labelNames: ['service', 'outcome'],
  });

  async function handOn(service: Service, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (!rate.admits(callerOf(request), Date.now()))
      throw ApiError.tooManyRequests(
        `At most ${config.requestsPerSecondMax} requests per second are answered`,
        RATE_RETRY_AFTER_SECONDS,
      );
    const upstream = { name: service, pool: upstreams.of(service) };
    try {
      const outcome = await forward(request, reply, upstream, originOf(request.headers.host, publicUrl));
      outcomes.inc({ service, outcome });
    } catch (error) {
      outcomes.inc({ service, outcome: 'unavailable' });
      throw error;
    }
  }

  server.all('/*', async (request, reply) => {
    const route = routeFor(request, publicUrl);
    switch (route.to) {
      case 'service':
        return handOn(route.service, request, reply);
      case 'page':
        return sendPage(reply, config.consoleDir);
      case 'asset':
        return sendAsset(reply, config.consoleDir, route.file);
      case 'nowhere':
        return reply.callNotFound();
    }
  });
}

/** `/docs-json`: what all services say of themselves, as one. */
export function serveDescription(server: FastifyInstance, config: GatewayConfig, { descriptions }: GatewayParts): void {
  const publicUrl = new URL(config.publicUrl);
  server.get('/docs-json', async (request, reply) => {
    const nowMs = Date.now();
    const all = await Promise.all(SERVICES.map((service) => descriptions.of(service, nowMs)));
    const { protocol, host } = originOf(request.headers.host, publicUrl);
    const merged = mergeDescriptions(all, { title: 'Runledger', origin: `${protocol}://${host}`, ownerOf });
    return reply.type('application/json').send(JSON.stringify(merged));
  });
}

function ownerOf(path: string): Service | undefined {
  const route = routeOf({ host: undefined, method: 'GET', path });
  return route.to === 'service' ? route.service : undefined;
}

/** An installation may be known by a name that begins like a service's, `files.example.com`: that name has everything. */
function routeFor({ raw, headers, method }: FastifyRequest, publicUrl: URL): Route {
  const host = headers.host?.toLowerCase() === publicUrl.host ? undefined : headers.host;
  const target = raw.url ?? '/';
  const query = target.indexOf('?');
  return routeOf({ host, method, path: query === -1 ? target : target.slice(0, query) });
}

function callerOf({ headers, raw }: FastifyRequest): string {
  const token = headers['x-storageapi-token'] ?? headers.authorization;
  return typeof token === 'string' ? token : (raw.socket.remoteAddress ?? '');
}
