import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { ProjectId, TokenId, TokenRights } from '@runledger/contracts';
import type { FastifyRequest } from 'fastify';

/** Who asks. */
export interface AuthenticatedToken {
  readonly projectId: ProjectId;
  readonly tokenId: TokenId;
  readonly description: string;
  readonly rights: TokenRights;
  /** Milliseconds since the epoch; null: never. */
  readonly expiresAtMs: number | null;
}

/**
 * Port to the tokens that an application knows. `find` gets the text as the client sent it and compares its hash in constant time.
 * Before it says that there is no such token it waits until it has folded the end of the log, since the token may be that young;
 * when it cannot, it throws an error with an unavailability code.
 */
export interface TokenLookup {
  find(token: string): Promise<AuthenticatedToken | undefined>;
}

const tokens = new WeakMap<object, AuthenticatedToken>();

export const bindToken = (request: FastifyRequest, token: AuthenticatedToken): void => {
  tokens.set(request, token);
};

/** The token that the guard let through; not for `@Public()` handlers. */
export const CurrentToken = createParamDecorator((_: undefined, host: ExecutionContext): AuthenticatedToken => {
  const token = tokens.get(host.switchToHttp().getRequest<FastifyRequest>());
  if (token === undefined) throw new Error('CurrentToken is for handlers that are not public');
  return token;
});
