import type { Actor, ServiceName } from '@runledger/contracts';
import type { AuthenticatedToken, RequestContext } from '@runledger/service-kit';

/** A client acts through a service. */
export const actorOf = (service: ServiceName, token: AuthenticatedToken, request: RequestContext): Actor => ({
  service,
  tokenId: token.tokenId,
  tokenDescription: token.description,
  ...(request.userAgent === undefined ? {} : { userAgent: request.userAgent }),
});

/** A service acts by itself. */
export const serviceActor = (service: ServiceName): Actor => ({ service, tokenId: null, tokenDescription: null });
