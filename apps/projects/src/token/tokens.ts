import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Actor, TokenId, TokenRights } from '@runledger/contracts';
import type { Token } from '@runledger/domain';
import { Ledger, newEvent } from '@runledger/event-log';
import { covers, CurrentProject, readFenced, secretHashOf, tokenText } from '@runledger/ledger-module';
import { ApiError, type AuthenticatedToken } from '@runledger/service-kit';

const SECRET_BYTES = 24;

export interface NewToken {
  readonly description: string;
  readonly rights: TokenRights;
  readonly expiresAtMs: number | null;
}

/** A token with its secret, which is told once and kept nowhere. */
export interface IssuedToken {
  readonly token: Token;
  readonly secret: string;
}

@Injectable()
export class Tokens {
  constructor(
    private readonly ledger: Ledger,
    private readonly projects: CurrentProject,
  ) {}

  /** A token sees itself; only one that manages tokens sees the others (contract 1.4). */
  async visibleTo({ projectId, tokenId, rights }: AuthenticatedToken): Promise<readonly Token[]> {
    const { tokens } = await this.projects.upToDate(projectId);
    return [...tokens.values()].filter(({ id }) => rights.canManageTokens || id === tokenId);
  }

  async detail(asker: AuthenticatedToken, id: string): Promise<Token> {
    const found = await readFenced(
      () => this.ledger.fence(asker.projectId),
      () => this.projects.get(asker.projectId).tokens.get(id as TokenId),
    );
    if (found === undefined || (found.id !== asker.tokenId && !asker.rights.canManageTokens)) throw ApiError.notFound('storage.tokens.notFound', `Token with id "${id}" was not found`);
    return found;
  }

  async create(asker: AuthenticatedToken, actor: Actor, { description, rights, expiresAtMs }: NewToken): Promise<IssuedToken> {
    mayManageTokens(asker);
    mayGrant(asker, rights);
    const tokenId = (await this.ledger.newId()) as TokenId;
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const data = { tokenId, description, secretHash: secretHashOf(secret), rights, expiresAtMs };
    await this.ledger.append(newEvent('TokenCreated', { project: asker.projectId, aggregate: `token:${tokenId}`, actor, data }));
    return { token: await this.detail(asker, tokenId), secret: tokenText(asker.projectId, tokenId, secret) };
  }

  async refresh(asker: AuthenticatedToken, actor: Actor, id: string): Promise<IssuedToken> {
    const token = await this.detail(asker, id);
    if (token.id !== asker.tokenId) {
      mayManageTokens(asker);
      mayGrant(asker, token.rights);
    }
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const { verdict } = await this.ledger.append(
      newEvent('TokenRefreshed', {
        project: asker.projectId,
        aggregate: `token:${token.id}`,
        actor,
        expectedRevision: token.revision,
        data: { tokenId: token.id, secretHash: secretHashOf(secret) },
      }),
    );
    if (!verdict.effective) throw ApiError.conflict('storage.tokens.conflict', `Token "${id}" was changed at the same moment. Try again.`);
    return { token, secret: tokenText(asker.projectId, token.id, secret) };
  }

  async remove(asker: AuthenticatedToken, actor: Actor, id: string): Promise<void> {
    mayManageTokens(asker);
    const token = await this.detail(asker, id);
    if (token.rights.isMasterToken) throw ApiError.forbidden('storage.tokens.masterNotDeletable', 'A master token cannot be deleted');
    await this.ledger.append(newEvent('TokenDeleted', { project: asker.projectId, aggregate: `token:${token.id}`, actor, data: { tokenId: token.id } }));
  }
}

const mayManageTokens = ({ rights }: AuthenticatedToken): void => {
  if (!rights.canManageTokens) throw ApiError.forbidden('storage.tokens.cannotManage', 'This token may not manage tokens');
};

/** Whoever is told a secret has its rights, so nobody is told one of more rights than his own. */
const mayGrant = ({ rights }: AuthenticatedToken, granted: TokenRights): void => {
  if (!covers(rights, granted)) throw ApiError.forbidden('storage.tokens.cannotGrant', 'This token may not hand out rights that it does not have itself');
};
