import type { ProjectState, Token } from '@runledger/domain';
import { storageTime } from '@runledger/ledger-module';

/** Days in which an older table version can be asked for by its time (contract 5.8). */
const DATA_RETENTION_DAYS = 7;

/** Switches that clients act on (contract 1.3). */
const FEATURES = ['queuev2', 'syrup-jobs-limit-10', 'job-parallelism-enforce'] as const;

/** Token as lists and details show it (contract 1.3 and 1.4). The secret is shown only to whoever made it or presented it. */
export const tokenBody = (token: Token, publicUrl: string, secret?: string): Readonly<Record<string, unknown>> => {
  const { rights } = token;
  return {
    id: token.id,
    ...(secret === undefined ? {} : { token: secret }),
    created: storageTime(token.createdMs),
    refreshed: storageTime(token.refreshedMs),
    description: token.description,
    uri: `${publicUrl}/v2/storage/tokens/${token.id}`,
    isMasterToken: rights.isMasterToken,
    canManageBuckets: rights.canManageBuckets,
    canManageTokens: rights.canManageTokens,
    canReadAllFileUploads: rights.canReadAllFileUploads,
    canPurgeTrash: rights.canPurgeTrash,
    canManageProtectedDefaultBranch: rights.isMasterToken,
    // Others run the components that they have access to (contract 2.10).
    canCreateJobs: rights.isMasterToken,
    expires: token.expiresAtMs === null ? null : storageTime(token.expiresAtMs),
    isExpired: token.expiresAtMs !== null && token.expiresAtMs <= Date.now(),
    isDisabled: false,
    dailyCapacity: 0,
    bucketPermissions: rights.bucketPermissions,
    componentAccess: rights.componentAccess,
    ...(token.creator === null ? {} : { creatorToken: { id: Number(token.creator.id), description: token.creator.description } }),
  };
};

/** What verify and detail say about the project of a token. */
export const projectOfToken = (project: ProjectState, token: Token): Readonly<Record<string, unknown>> => ({
  organization: { id: '1' },
  ...(token.rights.isMasterToken
    ? { admin: { id: Number(token.id), name: token.description, features: [], isOrganizationMember: true, role: 'admin', isActivated: true } }
    : {}),
  owner: {
    id: Number(project.id),
    name: project.name,
    type: 'production',
    region: 'local',
    created: storageTime(project.createdMs),
    expires: null,
    features: FEATURES,
    hasMysql: false,
    hasSynapse: false,
    hasRedshift: false,
    hasSnowflake: true,
    hasExasol: false,
    hasTeradata: false,
    hasBigquery: false,
    // Clients choose their SQL dialect and workspace kind by this name; there is none for DuckDB.
    defaultBackend: 'snowflake',
    hasTryModeOn: '0',
    limits: Object.fromEntries(Object.entries(project.limits).map(([name, value]) => [name, { name, value }])),
    metrics: {},
    isDisabled: false,
    billedMonthlyPrice: null,
    dataRetentionTimeInDays: DATA_RETENTION_DAYS,
    assignedBackends: ['snowflake'],
    fileStorageProvider: 'azure',
  },
});
