import { SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../errors/api-error.js';
import { bindRequestContext, requestContextOf } from '../http/request-context.js';
import { bindToken, type AuthenticatedToken, type TokenLookup } from './authenticated-token.js';

const PUBLIC = 'runledger:public';

/** Opts a handler or controller out of the token guard. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC, true);

const TOKEN_LENGTH_MAX = 2000;
const BEARER = /^Bearer +(\S+) *$/i;

/** The storage token wins where a client sends both (contract 0.3). */
export function presentedToken(headers: FastifyRequest['headers']): string | undefined {
  const storageToken = headers['x-storageapi-token'];
  if (typeof storageToken === 'string' && storageToken.trim() !== '') return storageToken.trim();
  return BEARER.exec(headers.authorization ?? '')?.[1];
}

/** Every handler needs a valid token unless it is public. A service without a token lookup lets only public ones through. */
export class TokenGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly lookup: TokenLookup | undefined,
    private readonly publicUrl: string,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    bindRequestContext(request, requestContextOf(request, this.publicUrl));
    const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, [context.getHandler(), context.getClass()]);
    if (isPublic !== true) bindToken(request, await this.authenticate(request));
    return true;
  }

  private async authenticate(request: FastifyRequest): Promise<AuthenticatedToken> {
    const presented = presentedToken(request.headers);
    if (presented === undefined) throw ApiError.tokenMissing();
    if (presented.length > TOKEN_LENGTH_MAX) throw ApiError.tokenInvalid();
    const token = await this.lookup?.find(presented);
    if (token === undefined || (token.expiresAtMs !== null && token.expiresAtMs <= Date.now())) throw ApiError.tokenInvalid();
    return token;
  }
}
