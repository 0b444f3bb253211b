import { createHash, timingSafeEqual } from 'node:crypto';
import type { ProjectId, TokenId } from '@runledger/contracts';
import type { Token } from '@runledger/domain';
import type { Ledger } from '@runledger/event-log';
import type { AuthenticatedToken, TokenLookup } from '@runledger/service-kit';

/** `<projectId>-<tokenId>-<secret>` (contract 0.3). */
const TOKEN = /^(\d{1,16})-(\d{1,16})-([A-Za-z0-9_-]{16,200})$/;

/** What the log keeps of a secret. Secrets are random and long, so a plain hash cannot be guessed back. */
export const secretHashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export const tokenText = (project: ProjectId, token: TokenId, secret: string): string => `${project}-${token}-${secret}`;

/** Tokens as the fold knows them; before a "no" it waits until the fold has seen the end of the log. */
export class LedgerTokens implements TokenLookup {
  constructor(private readonly ledger: Ledger) {}

  async find(text: string): Promise<AuthenticatedToken | undefined> {
    const [, project, token, secret] = TOKEN.exec(text) ?? [];
    if (project === undefined || token === undefined || secret === undefined) return undefined;
    const projectId = project as ProjectId;
    const hash = secretHashOf(secret);
    const known = this.matching(projectId, token as TokenId, hash);
    if (known !== undefined) return known;
    await this.ledger.fence(projectId);
    return this.matching(projectId, token as TokenId, hash);
  }

  private matching(projectId: ProjectId, tokenId: TokenId, hash: string): AuthenticatedToken | undefined {
    const token = this.ledger.project(projectId)?.tokens.get(tokenId);
    return token !== undefined && isSameHash(token, hash) ? authenticated(projectId, token) : undefined;
  }
}

const isSameHash = ({ secretHash }: Token, hash: string): boolean => timingSafeEqual(Buffer.from(secretHash), Buffer.from(hash));

const authenticated = (projectId: ProjectId, { id, description, rights, expiresAtMs }: Token): AuthenticatedToken => ({
  projectId,
  tokenId: id,
  description,
  rights,
  expiresAtMs,
});
