import type { BucketId } from '@runledger/contracts';
import { ApiError, type AuthenticatedToken } from '@runledger/service-kit';

export type BucketPermission = 'read' | 'write' | 'manage';

/** Each includes those before it. */
const LEVELS: readonly BucketPermission[] = ['read', 'write', 'manage'];

/** Whether a token manages buckets, so that it may do everything with all of them. */
export const managesBuckets = ({ rights }: AuthenticatedToken): boolean => rights.isMasterToken || rights.canManageBuckets;

export const mayUseBucket = (token: AuthenticatedToken, wanted: BucketPermission, bucket: BucketId): boolean => {
  if (managesBuckets(token)) return true;
  const granted = token.rights.bucketPermissions[bucket];
  return granted !== undefined && LEVELS.indexOf(granted) >= LEVELS.indexOf(wanted);
};

/** @throws ApiError 403. */
export const assertMayUseBucket = (token: AuthenticatedToken, wanted: BucketPermission, bucket: BucketId): void => {
  if (mayUseBucket(token, wanted, bucket)) return;
  throw ApiError.forbidden('storage.buckets.accessDenied', `This token may not ${wanted} the bucket "${bucket}"`, {
    bucket,
    permission: wanted,
  });
};

/** Buckets that a limited token may read. */
export const readableBuckets = ({ rights }: AuthenticatedToken): readonly string[] => Object.keys(rights.bucketPermissions);
