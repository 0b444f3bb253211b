import { StatementType } from '@duckdb/node-api';

/**
 * What a transformation may do: define, change and read tables of its own. What moves data in and out of files (COPY, EXPORT, ATTACH),
 * and what would run such a statement unseen (EXPLAIN ANALYZE, EXECUTE), is not among it: a COPY could overwrite an input file.
 * SET is: variables are useful, and settings are locked.
 */
const ALLOWED: ReadonlySet<StatementType> = new Set([
  StatementType.SELECT,
  StatementType.INSERT,
  StatementType.UPDATE,
  StatementType.DELETE,
  StatementType.MERGE_INTO,
  StatementType.CREATE,
  StatementType.CREATE_FUNC,
  StatementType.ALTER,
  StatementType.DROP,
  StatementType.TRANSACTION,
  StatementType.ANALYZE,
  StatementType.VACUUM,
  StatementType.SET,
  StatementType.VARIABLE_SET,
]);

/** The reason why a statement of this type may not run, as a sentence for the user. */
export const refusalOf = (type: StatementType): string | undefined =>
  ALLOWED.has(type)
    ? undefined
    : `${StatementType[type].replaceAll('_', ' ')} statements are not available in transformations. Use the input and output mapping to move data.`;
