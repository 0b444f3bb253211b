import type { FastifyInstance, FastifyRequest } from 'fastify';
import { runIdOf } from '../http/request-context.js';
import { pathOf } from '../http/request-path.js';
import type { Metrics } from '../metrics/metrics.js';
import type { Logger } from './logger.js';

/** Probes and scrapes come every few seconds and say nothing. */
const isProbe = (path: string): boolean => path.startsWith('/health/') || path === '/metrics';

/** The path without its query, which may hold a signature. */
const lineOf = (request: FastifyRequest) => ({
  requestId: request.id,
  runId: runIdOf(request.headers),
  method: request.method,
  path: pathOf(request.url),
});

/** One line and one observation per request. The metric is labelled with the route, not the path: paths are without number. */
export function logRequests(server: FastifyInstance, logger: Logger, metrics: Metrics): void {
  const durations = metrics.histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last byte of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  });
  server.addHook('onResponse', async (request, { statusCode: status, elapsedTime }) => {
    const line = { ...lineOf(request), status, ms: Math.round(elapsedTime * 10) / 10 };
    durations.observe({ method: line.method, route: request.routeOptions.url ?? 'none', status }, elapsedTime / 1000);
    logger[isProbe(line.path) ? 'debug' : 'info'](line, 'request');
  });
  server.addHook('onRequestAbort', async (request) => {
    logger.info(lineOf(request), 'client left before its answer');
  });
}
