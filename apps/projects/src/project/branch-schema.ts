import { ANY_OBJECT, BOOLEAN, INTEGER, named, nullable, objectOf, TEXT } from '@runledger/service-kit';

export const BRANCH = named(
  'Branch',
  objectOf({ id: INTEGER, name: TEXT, description: TEXT, created: TEXT, isDefault: BOOLEAN, creatorToken: nullable(ANY_OBJECT) }),
);
