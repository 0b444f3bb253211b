import { ANY_OBJECT, BOOLEAN, INTEGER, listOf, named, nullable, objectOf, oneOf, TEXT } from '@runledger/service-kit';
import { STAGES } from './bucket-request.js';

export const BUCKET_FIELDS = {
  uri: TEXT,
  id: TEXT,
  name: TEXT,
  displayName: TEXT,
  idBranch: INTEGER,
  stage: oneOf(STAGES),
  description: TEXT,
  tables: TEXT,
  created: TEXT,
  lastChangeDate: TEXT,
  updated: TEXT,
  isReadOnly: BOOLEAN,
  dataSizeBytes: INTEGER,
  rowsCount: INTEGER,
  isMaintenance: BOOLEAN,
  backend: TEXT,
  sharing: nullable(TEXT),
  sharingParameters: listOf(ANY_OBJECT),
  sharedBy: nullable(ANY_OBJECT),
  owner: nullable(ANY_OBJECT),
  metadata: listOf(ANY_OBJECT),
  attributes: listOf(ANY_OBJECT),
  backendPath: listOf(TEXT),
  path: TEXT,
  hasExternalSchema: BOOLEAN,
  databaseName: TEXT,
  color: nullable(TEXT),
  isLinkedBucket: BOOLEAN,
  linkedBy: listOf(ANY_OBJECT),
  directAccessEnabled: BOOLEAN,
  directAccessSchemaName: nullable(TEXT),
};

/** What `bucketBody` makes. */
export const BUCKET = named('Bucket', objectOf(BUCKET_FIELDS));
