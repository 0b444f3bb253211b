import { ChoiceField, IntField } from '@runledger/service-kit';
import { RowSelectionFields } from './row-selection-request.js';

/** Query of `GET /tables/{t}/data-preview` (contract 5.5). */
export class TablePreviewQuery extends RowSelectionFields {
  @IntField({ min: 0, max: 1_000, description: '0 is the default' })
  limit = 100;

  @ChoiceField(['rfc', 'json'])
  format: 'rfc' | 'json' = 'rfc';
}
