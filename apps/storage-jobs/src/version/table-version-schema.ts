import { TOKEN_REF } from '@runledger/ledger-module';
import { INTEGER, listOf, named, nullable, objectOf, oneOf, TEXT } from '@runledger/service-kit';

const TABLE_VERSION = named(
  'TableVersion',
  objectOf({
    version: INTEGER,
    created: TEXT,
    change: oneOf(['full']),
    rows: INTEGER,
    rowsChange: INTEGER,
    bytes: INTEGER,
    bytesChange: INTEGER,
    columns: listOf(TEXT),
    columnsAdded: listOf(TEXT),
    columnsRemoved: listOf(TEXT),
    primaryKey: listOf(TEXT),
    storageJobId: INTEGER,
    runId: nullable(TEXT),
    fileId: nullable(INTEGER),
    creatorToken: TOKEN_REF,
  }),
);

export const TABLE_VERSION_PAGE = named('TableVersionPage', objectOf({ items: listOf(TABLE_VERSION) }));
