import { Controller, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

const PREFIX = 'v2/storage';

/**
 * A controller of the Storage API: every path exists plain and below `branch/:branchId` (contract 0.5).
 * @param path below `/v2/storage`, e.g. `buckets`
 * @param options `branch: false` for the few paths without a branch form (`jobs`, `tokens`, `tickets`, `dev-branches` …)
 */
export const StorageController = (path: string, options: { readonly branch: boolean } = { branch: true }): ClassDecorator =>
  Controller(options.branch ? [`${PREFIX}/${path}`, `${PREFIX}/branch/:branchId/${path}`] : `${PREFIX}/${path}`);

/** Branch that the path names, an id or the word `default`; a path without branch means the default one. */
export const BranchOfPath = createParamDecorator((_: undefined, host: ExecutionContext): string => {
  const { branchId } = host.switchToHttp().getRequest<FastifyRequest<{ Params: { readonly branchId?: string } }>>().params;
  return branchId ?? 'default';
});
