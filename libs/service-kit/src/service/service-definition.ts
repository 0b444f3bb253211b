import type { DynamicModule, INestApplicationContext, Type } from '@nestjs/common';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { FastifyInstance } from 'fastify';
import type { TokenLookup } from '../auth/authenticated-token.js';
import type { ConfigKeys } from '../config/env-reader.js';
import type { ServiceConfig } from '../config/service-config.js';
import type { ShutdownStage } from '../lifecycle/shutdown.js';

/**
 * What makes a service, given once in its `main.ts`. Everything but `module` is asked for only when the service really runs.
 *
 * `module` and the constructors and factories of its providers must not connect to anything: `--smoke` creates them without a platform,
 * and `--openapi` does not even call them. Connections are made in `onModuleInit`, and closed by `stages` or `onModuleDestroy`.
 */
export interface ServiceDefinition<Config extends ServiceConfig> {
  /** Name of the application, as in its folder and in the log. */
  readonly name: string;
  /** All variables that the service reads, those of every service included: `(env) => ({ ...serviceKeys(env), … })`. */
  readonly config: ConfigKeys<Config>;
  /** `served: false` leaves `GET /docs-json` to the routes of `http` (gateway). @default true */
  readonly openApi: { readonly title: string; readonly served?: boolean };
  /** `streamed`: bodies, queries and doubled slashes are handed on as they are (gateway). @default 'parsed' */
  readonly bodies?: 'parsed' | 'streamed';
  module(config: Config): DynamicModule | Type<unknown>;
  /** Who may ask; without it only public handlers answer. */
  tokens?(app: INestApplicationContext): TokenLookup;
  /** Routes outside the contract's JSON world (blob dialect, proxy, static files). Encapsulate own body parsers in a plugin. */
  http?(server: FastifyInstance, app: INestApplicationContext): void | Promise<void>;
  /** Consumer of the log for `@EventPattern` handlers. Its `close` may be called twice. */
  microservice?(app: INestApplicationContext): CustomTransportStrategy;
  /** What ends after requests and event handlers have, in order: finish batches, commit, close. */
  stages?(app: INestApplicationContext): readonly ShutdownStage[];
  /** Called once the service listens. */
  onReady?(app: INestApplicationContext, url: string): void | Promise<void>;
}
