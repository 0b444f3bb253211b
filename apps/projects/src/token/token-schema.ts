import {
  ANY_OBJECT,
  BOOLEAN,
  INTEGER,
  listOf,
  mapOf,
  named,
  nullable,
  NUMBER,
  objectOf,
  oneOf,
  TEXT,
} from '@runledger/service-kit';

const TOKEN_FIELDS = {
  id: TEXT,
  created: TEXT,
  refreshed: TEXT,
  description: TEXT,
  uri: TEXT,
  isMasterToken: BOOLEAN,
  canManageBuckets: BOOLEAN,
  canManageTokens: BOOLEAN,
  canReadAllFileUploads: BOOLEAN,
  canPurgeTrash: BOOLEAN,
  canManageProtectedDefaultBranch: BOOLEAN,
  canCreateJobs: BOOLEAN,
  expires: nullable(TEXT),
  isExpired: BOOLEAN,
  isDisabled: BOOLEAN,
  dailyCapacity: INTEGER,
  bucketPermissions: mapOf(oneOf(['read', 'write', 'manage'])),
  componentAccess: listOf(TEXT),
};

const SOMETIMES = { token: TEXT, creatorToken: objectOf({ id: INTEGER, description: nullable(TEXT) }) };

const ADMIN = objectOf({
  id: INTEGER,
  name: TEXT,
  features: listOf(TEXT),
  isOrganizationMember: BOOLEAN,
  role: TEXT,
  isActivated: BOOLEAN,
});

const PROJECT = objectOf({
  id: INTEGER,
  name: TEXT,
  type: TEXT,
  region: TEXT,
  created: TEXT,
  expires: nullable(TEXT),
  features: listOf(TEXT),
  hasMysql: BOOLEAN,
  hasSynapse: BOOLEAN,
  hasRedshift: BOOLEAN,
  hasSnowflake: BOOLEAN,
  hasExasol: BOOLEAN,
  hasTeradata: BOOLEAN,
  hasBigquery: BOOLEAN,
  defaultBackend: TEXT,
  hasTryModeOn: TEXT,
  limits: mapOf(objectOf({ name: TEXT, value: NUMBER })),
  metrics: ANY_OBJECT,
  isDisabled: BOOLEAN,
  billedMonthlyPrice: nullable(NUMBER),
  dataRetentionTimeInDays: INTEGER,
  assignedBackends: listOf(TEXT),
  fileStorageProvider: TEXT,
});

/** What `tokenBody` makes; the secret only where it is told. */
export const TOKEN = named('Token', objectOf(TOKEN_FIELDS, SOMETIMES));

/** The same with what `projectOfToken` says. */
export const TOKEN_WITH_PROJECT = named(
  'TokenWithProject',
  objectOf({ ...TOKEN_FIELDS, organization: objectOf({ id: TEXT }), owner: PROJECT }, { ...SOMETIMES, admin: ADMIN }),
);
