import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigError, readConfig } from '../config/env-reader.js';
import type { ServiceConfig } from '../config/service-config.js';
import { exitOnDefect, exitOnSignal } from '../lifecycle/process-exit.js';
import type { ShutdownStage } from '../lifecycle/shutdown.js';
import { createLogger } from '../logging/logger.js';
import { createPreview, createService } from './create-service.js';
import { openApiOf } from './open-api.js';
import type { ServiceDefinition } from './service-definition.js';

/** How long requests under way may take to end; streams never do and are cut then. */
const DRAIN_TIMEOUT_MS = 3_000;

/**
 * The whole `main.ts` of a service: `await runService({ name, config, module, … })`.
 *
 * Without arguments it serves until SIGTERM or SIGINT, then ends in order: no more requests, no more events, the definition's stages,
 * Nest's own hooks; each step is bounded in time and a second signal ends the process at once. A defect that nobody caught ends it too,
 * with exit code 1: a process in an unknown state is replaced, not kept.
 *
 * `--openapi` prints the OpenAPI document and `--smoke` constructs everything without connecting; both need no environment.
 */
export async function runService<Config extends ServiceConfig>(definition: ServiceDefinition<Config>): Promise<void> {
  try {
    if (process.argv.includes('--openapi')) await printOpenApi(definition);
    else if (process.argv.includes('--smoke')) await smoke(definition);
    else await serve(definition);
  } catch (error) {
    const lines =
      error instanceof ConfigError ? error.problems : [error instanceof Error ? (error.stack ?? error.message) : String(error)];
    process.stderr.write(lines.map((line) => `${definition.name}: ${line}\n`).join(''));
    process.exit(1);
  }
}

async function printOpenApi<Config extends ServiceConfig>(definition: ServiceDefinition<Config>): Promise<void> {
  const logger = createLogger({ service: definition.name, level: 'silent' });
  const app = await createPreview(definition, readConfig({}, definition.config), logger);
  const document = `${JSON.stringify(openApiOf(app, definition.openApi.title), null, 2)}\n`;
  process.stdout.write(document, () => process.exit(0));
}

async function smoke<Config extends ServiceConfig>(definition: ServiceDefinition<Config>): Promise<void> {
  const logger = createLogger({ service: definition.name, level: 'error' });
  const app = await createService(definition, readConfig({}, definition.config), logger);
  definition.microservice?.(app);
  process.exit(0);
}

async function serve<Config extends ServiceConfig>(definition: ServiceDefinition<Config>): Promise<void> {
  const config = readConfig(process.env, definition.config);
  const logger = createLogger({ service: definition.name, level: config.logLevel });
  exitOnDefect(logger);
  const endInOrder = exitOnSignal(logger);
  const app = await createService(definition, config, logger);
  const strategy = definition.microservice?.(app);
  if (strategy !== undefined) app.connectMicroservice({ strategy });
  await app.init();
  await app.startAllMicroservices();
  await app.listen({ host: config.http.host, port: config.http.port });
  endInOrder([
    requestsOf(app),
    ...(strategy === undefined ? [] : [eventsOf(strategy)]),
    ...(definition.stages?.(app) ?? []),
    { name: 'application', stop: () => app.close() },
  ]);
  const url = await app.getUrl();
  logger.info({ url }, 'listening');
  await definition.onReady?.(app, url);
}

const requestsOf = (app: NestFastifyApplication): ShutdownStage => ({
  name: 'requests',
  stop: async () => {
    const cut = setTimeout(() => app.getHttpServer().closeAllConnections(), DRAIN_TIMEOUT_MS);
    await app.getHttpAdapter().close();
    clearTimeout(cut);
  },
});

/** Nest's own way to close a microservice destroys the modules of the whole application with it, too early. */
const eventsOf = (strategy: CustomTransportStrategy): ShutdownStage => ({
  name: 'events',
  stop: async () => {
    await strategy.close();
  },
});
