import type { TokenRights } from '@runledger/contracts';

export type BucketPermission = TokenRights['bucketPermissions'][string];

/** Each includes those before it. */
const LEVELS: readonly BucketPermission[] = ['read', 'write', 'manage'];

/** Whether a token may run a component and see its configurations and jobs: a master token all, others those they were given (contract 1.4, 2.10). */
export const mayUseComponent = ({ isMasterToken, componentAccess }: TokenRights, componentId: string): boolean => isMasterToken || componentAccess.includes(componentId);

/** Whether a token may do something with a bucket and the tables in it (contract 1.4). */
export const mayUseBucket = ({ isMasterToken, canManageBuckets, bucketPermissions }: TokenRights, wanted: BucketPermission, bucket: string): boolean => {
  if (isMasterToken || canManageBuckets) return true;
  const granted = Object.hasOwn(bucketPermissions, bucket) ? bucketPermissions[bucket] : undefined;
  return granted !== undefined && LEVELS.indexOf(granted) >= LEVELS.indexOf(wanted);
};

const FLAGS = ['isMasterToken', 'canManageBuckets', 'canManageTokens', 'canReadAllFileUploads', 'canPurgeTrash'] as const satisfies readonly (keyof TokenRights)[];

/** Whether rights hold everything that others hold: who has them may hand the others out. */
export const covers = (rights: TokenRights, others: TokenRights): boolean =>
  rights.isMasterToken ||
  (FLAGS.every((flag) => rights[flag] || !others[flag]) &&
    others.componentAccess.every((component) => mayUseComponent(rights, component)) &&
    Object.entries(others.bucketPermissions).every(([bucket, permission]) => mayUseBucket(rights, permission, bucket)));
