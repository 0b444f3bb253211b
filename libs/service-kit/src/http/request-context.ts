import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** What a request says about itself besides its parameters. */
export interface RequestContext {
  /** Also the exception id of an error answer. */
  readonly requestId: string;
  /** `X-KBC-RunId` (contract 0.4); absent when the client sent none. */
  readonly runId: string | undefined;
  readonly userAgent: string | undefined;
  /** Origin under which the client reached the platform, without trailing slash: what `uri` and `url` fields start with (contract 0.9). */
  readonly publicUrl: string;
}

const RUN_ID = /^[\w.-]{1,500}$/;
const USER_AGENT_LENGTH_MAX = 500;
const HOST = /^(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?$/i;

/** The gateway says by which name it was reached; without a gateway the configured origin holds. */
function publicUrlOf(headers: FastifyRequest['headers'], configured: string): string {
  const host = headers['x-forwarded-host'];
  const protocol = headers['x-forwarded-proto'];
  if (typeof host !== 'string' || !HOST.test(host) || (protocol !== 'http' && protocol !== 'https')) return configured;
  return `${protocol}://${host}`;
}

/** Run id that the client works for; anything but a dotted path of ids counts as none. */
export function runIdOf(headers: FastifyRequest['headers']): string | undefined {
  const runId = headers['x-kbc-runid'];
  return typeof runId === 'string' && RUN_ID.test(runId) ? runId : undefined;
}

export function requestContextOf(request: Pick<FastifyRequest, 'id' | 'headers'>, configuredPublicUrl: string): RequestContext {
  return {
    requestId: request.id,
    runId: runIdOf(request.headers),
    userAgent: request.headers['user-agent']?.slice(0, USER_AGENT_LENGTH_MAX),
    publicUrl: publicUrlOf(request.headers, configuredPublicUrl),
  };
}

const contexts = new WeakMap<object, RequestContext>();

/** Called once per request by the token guard, before any handler runs. */
export const bindRequestContext = (request: FastifyRequest, context: RequestContext): void => {
  contexts.set(request, context);
};

/** The request's context, in any handler of a controller. */
export const CurrentRequest = createParamDecorator((_: undefined, host: ExecutionContext): RequestContext => {
  const context = contexts.get(host.switchToHttp().getRequest<FastifyRequest>());
  if (context === undefined) throw new Error('CurrentRequest is for HTTP handlers of a service made by createService');
  return context;
});
