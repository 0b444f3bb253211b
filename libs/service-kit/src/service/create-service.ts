import { NestFactory, Reflector } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { TokenGuard } from '../auth/token-guard.js';
import type { ServiceConfig } from '../config/service-config.js';
import { ErrorFilter } from '../errors/error-filter.js';
import { createHttpAdapter } from '../http/http-server.js';
import type { Logger } from '../logging/logger.js';
import { NestLogger } from '../logging/nest-logger.js';
import { logRequests } from '../logging/request-log.js';
import { Metrics } from '../metrics/metrics.js';
import { RequestPipe } from '../validation/request-pipe.js';
import { openApiOf } from './open-api.js';
import type { ServiceDefinition } from './service-definition.js';
import { ServiceModule } from './service-module.js';

/**
 * Creates the application with everything wired, not yet initialised: call `init` or `listen` on it, or inject requests in a test.
 * `GET /docs-json` answers its OpenAPI document, unless the definition leaves that to its own routes.
 */
export async function createService<Config extends ServiceConfig>(
  definition: ServiceDefinition<Config>,
  config: Config,
  logger: Logger,
): Promise<NestFastifyApplication> {
  const filter = new ErrorFilter(logger);
  const adapter = createHttpAdapter({
    bodies: definition.bodies ?? 'parsed',
    answerError: (error, request, reply) => filter.answer(error, request, reply),
  });
  const app = await NestFactory.create<NestFastifyApplication>(ServiceModule.around(definition.module(config), logger), adapter, {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalFilters(filter);
  app.useGlobalPipes(new RequestPipe());
  app.useGlobalGuards(new TokenGuard(app.get(Reflector), definition.tokens?.(app), config.publicUrl));
  const server = adapter.getInstance();
  logRequests(server, logger, app.get(Metrics));
  if (definition.openApi.served !== false) serveOpenApi(server, app, definition.openApi.title);
  await definition.http?.(server, app);
  return app;
}

function serveOpenApi(server: FastifyInstance, app: NestFastifyApplication, title: string): void {
  let document: string | undefined;
  server.get('/docs-json', async (_request, reply) => {
    document ??= JSON.stringify(openApiOf(app, title));
    return reply.type('application/json').send(document);
  });
}

/** The same application as a description only: no provider is constructed, nothing can be asked of it but its OpenAPI document. */
export const createPreview = <Config extends ServiceConfig>(
  definition: ServiceDefinition<Config>,
  config: Config,
  logger: Logger,
): Promise<NestFastifyApplication> =>
  NestFactory.create<NestFastifyApplication>(
    ServiceModule.around(definition.module(config), logger),
    createHttpAdapter({ bodies: 'parsed', answerError: () => undefined }),
    { logger: new NestLogger(logger), preview: true, abortOnError: false },
  );
