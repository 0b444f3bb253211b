import { FILTER_OPERATORS, VALUE_ORDERS, type TableExport } from '@runledger/contracts';
import { ApiError, BooleanField, ChoiceField, ObjectList, StringField, StringList } from '@runledger/service-kit';
import { notImplemented } from '../refusals.js';

type FilterOperator = (typeof FILTER_OPERATORS)[number];
type ValueOrder = (typeof VALUE_ORDERS)[number];

class WhereFilter {
  @StringField({ required: true })
  column = '';

  @ChoiceField(FILTER_OPERATORS)
  operator: FilterOperator = 'eq';

  @StringList({ itemsMax: 10_000 })
  values: readonly string[] = [];

  @ChoiceField(VALUE_ORDERS, { description: 'How values are compared; as text when absent' })
  dataType?: ValueOrder;
}

class OrderBy {
  @StringField({ required: true })
  column = '';

  @ChoiceField(['ASC', 'DESC'])
  order: 'ASC' | 'DESC' = 'ASC';

  @ChoiceField(VALUE_ORDERS, { description: 'How values are compared; as text when absent' })
  dataType?: ValueOrder;
}

/** Which rows and columns are read, in previews and exports (contract 5.4, 5.5). */
export class RowSelectionFields {
  @StringList({ separator: ',', itemsMax: 20_000 })
  columns: readonly string[] = [];

  @StringField()
  whereColumn?: string;

  @ChoiceField(['eq', 'ne', 'neq'])
  whereOperator: 'eq' | 'ne' | 'neq' = 'eq';

  @StringList({ itemsMax: 10_000 })
  whereValues: readonly string[] = [];

  @ObjectList(() => WhereFilter)
  whereFilters: readonly WhereFilter[] = [];

  @ObjectList(() => OrderBy)
  orderBy: readonly OrderBy[] = [];

  @StringField()
  changedSince?: string;

  @StringField()
  changedUntil?: string;

  @BooleanField()
  includeInternalTimestamp = false;
}

export type RowSelectionOrder = Pick<TableExport, 'columns' | 'filters' | 'orderBy'>;

/**
 * What a request selects.
 * @throws ApiError 400 for values without their column, 501 for what is not supported.
 */
export const rowSelectionOf = (fields: RowSelectionFields): RowSelectionOrder => {
  if (isGiven(fields.changedSince) || isGiven(fields.changedUntil))
    throw notImplemented('Selecting rows by the time of their change');
  if (fields.includeInternalTimestamp) throw notImplemented('"includeInternalTimestamp"');
  return {
    columns: fields.columns.length === 0 ? null : [...fields.columns],
    filters: [
      ...simpleFilter(fields),
      ...fields.whereFilters.map(({ column, operator, values, dataType }) => ({
        column,
        operator,
        values: [...values],
        ...comparedAs(dataType),
      })),
    ],
    orderBy: fields.orderBy.map(({ column, order, dataType }) => ({ column, order, ...comparedAs(dataType) })),
  };
};

const isGiven = (text: string | undefined): text is string => text !== undefined && text !== '';

const comparedAs = (order: ValueOrder | undefined): { readonly comparedAs?: ValueOrder } =>
  order === undefined ? {} : { comparedAs: order };

const simpleFilter = ({ whereColumn, whereOperator, whereValues }: RowSelectionFields): TableExport['filters'] => {
  if (!isGiven(whereColumn)) {
    if (whereValues.length > 0)
      throw ApiError.badRequest('storage.tables.validation.whereColumn', '"whereValues" need a "whereColumn"');
    return [];
  }
  return [{ column: whereColumn, operator: whereOperator === 'eq' ? 'eq' : 'ne', values: [...whereValues] }];
};
