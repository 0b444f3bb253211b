import type { FastifyInstance } from 'fastify';
import { pathOf } from '../http/request-path.js';
import type { Metrics } from '../metrics/metrics.js';
import type { Logger } from './logger.js';

/** Probes and scrapes come every few seconds and say nothing. */
const isProbe = (path: string): boolean => path.startsWith('/health/') || path === '/metrics';

/**
 * One line and one observation per request: method, path without query (it may hold a signature), status, milliseconds, request id, run id.
 * The metric is labelled with the route, not the path: paths are without number.
 */
export function logRequests(server: FastifyInstance, logger: Logger, metrics: Metrics): void {
  const durations = metrics.histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last byte of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  });
  server.addHook('onResponse', async (request, reply) => {
    const path = pathOf(request.url);
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    durations.observe(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode },
      reply.elapsedTime / 1000,
    );
    const runId = request.headers['x-kbc-runid'];
    const line = { requestId: request.id, runId, method: request.method, path, status: reply.statusCode, ms };
    logger[isProbe(path) ? 'debug' : 'info'](line, 'request');
  });
}
