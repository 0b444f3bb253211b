import { Type, type Static } from '@sinclair/typebox';
import { defineEvent } from '../event-contract.js';
import type { TokenId } from '../ids.js';
import { Id, NewId, Nullable } from './field.js';

export const TokenRightsSchema = Type.Object({
  isMasterToken: Type.Boolean(),
  canManageBuckets: Type.Boolean(),
  canManageTokens: Type.Boolean(),
  canReadAllFileUploads: Type.Boolean(),
  canPurgeTrash: Type.Boolean(),
  bucketPermissions: Type.Record(Type.String(), Type.Union([Type.Literal('read'), Type.Literal('write'), Type.Literal('manage')])),
  componentAccess: Type.Array(Type.String()),
});
export type TokenRights = Static<typeof TokenRightsSchema>;

const secretHash = Type.String({ pattern: '^[0-9a-f]{64}$' });

export const TokenCreated = defineEvent({
  name: 'TokenCreated',
  context: 'project',
  owners: ['cli', 'projects'],
  meaning: 'A token may use the project. Only the SHA-256 of its secret is kept.',
  schema: Type.Object({
    tokenId: NewId<TokenId>(),
    description: Type.String({ maxLength: 1000 }),
    secretHash,
    rights: TokenRightsSchema,
    expiresAtMs: Nullable(Type.Integer()),
  }),
});

export const TokenRefreshed = defineEvent({
  name: 'TokenRefreshed',
  context: 'project',
  owners: ['projects'],
  meaning: 'A token got a new secret; the old one is dead from here on.',
  schema: Type.Object({ tokenId: Id<TokenId>(), secretHash }),
});

export const TokenDeleted = defineEvent({
  name: 'TokenDeleted',
  context: 'project',
  owners: ['projects'],
  meaning: 'A token may no longer use the project.',
  schema: Type.Object({ tokenId: Id<TokenId>() }),
});
