import { randomUUID } from 'node:crypto';
import type { TokenId, TokenRights } from '@runledger/contracts';
import { newEvent } from '@runledger/event-log';
import { serviceActor } from '../actor.js';
import { secretHashOf, tokenText } from '../token-lookup.js';
import type { TestProject } from './service-under-test.js';
import { ledgerOf } from './spec-log.js';

export interface TestToken {
  readonly id: TokenId;
  readonly token: string;
}

const NO_RIGHTS: TokenRights = {
  isMasterToken: false,
  canManageBuckets: false,
  canManageTokens: false,
  canReadAllFileUploads: false,
  canPurgeTrash: false,
  bucketPermissions: {},
  componentAccess: [],
};

/** A token of a project with the given rights and no others. */
export const createToken = async ({ id: project }: TestProject, rights: Partial<TokenRights> = {}): Promise<TestToken> => {
  const ledger = await ledgerOf('cli', ['project']);
  try {
    const tokenId = (await ledger.newId()) as TokenId;
    const secret = randomUUID();
    const data = { tokenId, description: 'Limited token', secretHash: secretHashOf(secret), rights: { ...NO_RIGHTS, ...rights }, expiresAtMs: null };
    await ledger.append(newEvent('TokenCreated', { project, aggregate: `token:${tokenId}`, actor: serviceActor('cli'), data }));
    return { id: tokenId, token: tokenText(project, tokenId, secret) };
  } finally {
    await ledger.stop();
  }
};
