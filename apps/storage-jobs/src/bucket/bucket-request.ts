import { BooleanField, ChoiceField, StringField, StringList } from '@runledger/service-kit';

export const STAGES = ['in', 'out', 'sys'] as const;
const BACKENDS = ['snowflake', 'bigquery', 'redshift', 'synapse', 'exasol', 'teradata'] as const;

/** Body of `POST /buckets` (contract 5.1). */
export class BucketCreation {
  @StringField({
    required: true,
    lengthMax: 64,
    pattern: { matching: /^[A-Za-z0-9_-]+$/, rule: 'has only letters, digits, dashes and underscores' },
  })
  name = '';

  @ChoiceField(STAGES, { required: true })
  stage: (typeof STAGES)[number] = 'in';

  @StringField({ lengthMax: 65_535 })
  description = '';

  @StringField({ lengthMin: 1, lengthMax: 64 })
  displayName?: string;

  @ChoiceField(BACKENDS, { description: 'Echoed; all data is kept the same way' })
  backend?: string;

  @StringField({ lengthMax: 64 })
  color?: string;
}

/** Query of `DELETE` on buckets and tables. */
export class DeletionQuery {
  @BooleanField({ description: 'Also when something is in it or depends on it' })
  force = false;

  @BooleanField({ description: 'By a storage job' })
  async = false;
}

/** Query of lists and details of buckets; what may be included is always there. */
export class BucketQuery {
  @StringList({ separator: ',', description: '`columns`, `columnMetadata`, `metadata`, `attributes`, `linkedBuckets`' })
  include: readonly string[] = [];
}
