import { ANY_OBJECT, BOOLEAN, INTEGER, listOf, mapOf, named, nullable, objectOf, oneOf, TEXT } from '@runledger/service-kit';
import { BUCKET } from '../bucket/bucket-schema.js';

const SUMMARY_FIELDS = {
  uri: TEXT,
  id: TEXT,
  name: TEXT,
  displayName: TEXT,
  transactional: BOOLEAN,
  primaryKey: listOf(TEXT),
  indexType: nullable(TEXT),
  indexKey: listOf(TEXT),
  distributionType: nullable(TEXT),
  distributionKey: listOf(TEXT),
  syntheticPrimaryKeyEnabled: BOOLEAN,
  created: TEXT,
  lastImportDate: TEXT,
  lastChangeDate: TEXT,
  rowsCount: INTEGER,
  dataSizeBytes: INTEGER,
  isAlias: BOOLEAN,
  isAliasable: BOOLEAN,
  isTyped: BOOLEAN,
  tableType: oneOf(['table']),
  path: TEXT,
  metadata: listOf(ANY_OBJECT),
  attributes: listOf(ANY_OBJECT),
  version: INTEGER,
};

const COLUMN_FIELDS = { columns: listOf(TEXT), columnMetadata: mapOf(listOf(ANY_OBJECT)) };

const COLUMN_DEFINITION = objectOf({
  name: TEXT,
  definition: objectOf({ type: TEXT, nullable: BOOLEAN }),
  basetype: TEXT,
  canBeFiltered: BOOLEAN,
});

/** What `tableBody` and `tableDetail` make; the bucket stands in the latter. */
export const TABLE = named(
  'Table',
  objectOf(
    {
      ...SUMMARY_FIELDS,
      ...COLUMN_FIELDS,
      definition: objectOf({ primaryKeysNames: listOf(TEXT), columns: listOf(COLUMN_DEFINITION) }),
    },
    { bucket: BUCKET },
  ),
);

/** What `tableListItem` makes. */
export const TABLE_LIST_ITEM = named('TableListItem', objectOf(SUMMARY_FIELDS, { ...COLUMN_FIELDS, bucket: BUCKET }));
