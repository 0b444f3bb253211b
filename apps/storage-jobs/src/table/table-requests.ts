import { BooleanField, IntField, StringField, StringList } from '@runledger/service-kit';
import { CsvSourceFields } from './csv-source-request.js';

/** Body of `POST /buckets/{b}/tables-async` (contract 5.2). */
export class TableCreation extends CsvSourceFields {
  @StringField({
    required: true,
    lengthMax: 96,
    pattern: { matching: /^[A-Za-z0-9_-]+$/, rule: 'has only letters, digits, dashes and underscores' },
  })
  name = '';

  @StringField({ lengthMin: 1, lengthMax: 96 })
  displayName?: string;

  @StringList({ separator: ',', description: 'Columns of the primary key' })
  primaryKey: readonly string[] = [];

  @IntField({ min: 1, max: Number.MAX_SAFE_INTEGER })
  snapshotId?: number;

  @StringField()
  sourceTableId?: string;
}

/** Body of `POST /tables/{t}/import-async` (contract 5.3). A primary key is not part of it: one client sends columns under that name. */
export class TableImport extends CsvSourceFields {
  @BooleanField({ description: 'Add to the table instead of replacing its content' })
  incremental = false;

  @StringList()
  treatValuesAsNull: readonly string[] = [];
}

export class TablesQuery {
  @StringList({
    separator: ',',
    description: '`buckets`, `columns`, `metadata`, `columnMetadata`, `attributes`, `sourceMetadata`',
  })
  include: readonly string[] = [];
}
