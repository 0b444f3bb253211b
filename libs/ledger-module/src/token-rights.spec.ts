import fc from 'fast-check';
import type { TokenRights } from '@runledger/contracts';
import { covers, mayUseBucket, mayUseComponent, type BucketPermission } from './token-rights.js';

const PERMISSIONS: readonly BucketPermission[] = ['read', 'write', 'manage'];
const BUCKETS = ['in.c-a', 'in.c-b', 'constructor'];
const COMPONENTS = ['x', 'y'];
const someRights: fc.Arbitrary<TokenRights> = fc.record({
  isMasterToken: fc.boolean(),
  canManageBuckets: fc.boolean(),
  canManageTokens: fc.boolean(),
  canReadAllFileUploads: fc.boolean(),
  canPurgeTrash: fc.boolean(),
  bucketPermissions: fc.dictionary(fc.constantFrom(...BUCKETS), fc.constantFrom(...PERMISSIONS)),
  componentAccess: fc.subarray(COMPONENTS),
});
const NONE: TokenRights = {
  isMasterToken: false,
  canManageBuckets: false,
  canManageTokens: false,
  canReadAllFileUploads: false,
  canPurgeTrash: false,
  bucketPermissions: {},
  componentAccess: [],
};

describe('rights of a token', () => {
  it('that cover others allow everything that these allow', () => {
    fc.assert(
      fc.property(someRights, someRights, fc.constantFrom(...BUCKETS), fc.constantFrom(...PERMISSIONS), fc.constantFrom(...COMPONENTS), (rights, others, bucket, wanted, component) => {
        fc.pre(covers(rights, others));
        expect(mayUseBucket(rights, wanted, bucket) || !mayUseBucket(others, wanted, bucket)).toBe(true);
        expect(mayUseComponent(rights, component) || !mayUseComponent(others, component)).toBe(true);
        expect(rights.isMasterToken || !others.isMasterToken).toBe(true);
        expect(rights.isMasterToken || rights.canManageTokens || !others.canManageTokens).toBe(true);
      }),
    );
  });

  it('cover themselves, and cover nothing more when there are none', () => {
    fc.assert(
      fc.property(someRights, (rights) => {
        expect(covers(rights, rights)).toBe(true);
        expect(covers(NONE, rights)).toBe(JSON.stringify(rights) === JSON.stringify(NONE));
      }),
    );
  });

  it('to write a bucket include reading it, and not the other way round', () => {
    const writer = { ...NONE, bucketPermissions: { 'in.c-a': 'write' as const } };
    expect(PERMISSIONS.map((wanted) => mayUseBucket(writer, wanted, 'in.c-a'))).toEqual([true, true, false]);
    expect(mayUseBucket(writer, 'read', 'constructor')).toBe(false);
  });
});
