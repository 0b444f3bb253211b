import type { BucketId, DataOf } from '@runledger/contracts';

type NewBucket = DataOf<'BucketCreated'>;

/** Kind of SQL that clients expect behind a bucket; they have no word for DuckDB. */
const BACKEND_DEFAULT = 'snowflake';

/** Before the name of every bucket that people make (contract 5.1). */
export const NAME_PREFIX = 'c-';

/** A bucket by its id, `<stage>.<name>`; shown without the prefix where nothing else is wanted. */
export const newBucket = (
  bucketId: BucketId,
  stage: NewBucket['stage'],
  wanted: Partial<Pick<NewBucket, 'displayName' | 'description' | 'backend' | 'color'>> = {},
): NewBucket => {
  const name = bucketId.slice(stage.length + 1);
  const displayName = name.startsWith(NAME_PREFIX) ? name.slice(NAME_PREFIX.length) : name;
  return { bucketId, stage, name, displayName, description: '', backend: BACKEND_DEFAULT, color: null, ...wanted };
};
