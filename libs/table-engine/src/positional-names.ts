import { sqlName } from './sql-text.js';

/** Name of a column while its rows are on their way, so that no name of a user can collide with one of ours or of DuckDB's. */
export const positionalName = (index: number): string => `c${index}`;

/** What a SELECT of positional columns lists to give them their real names. */
export const renamed = (names: readonly string[]): string =>
  names.map((name, index) => `${positionalName(index)} AS ${sqlName(name)}`).join(', ');

/** The other way round. */
export const positioned = (names: readonly string[]): string =>
  names.map((name, index) => `${sqlName(name)} AS ${positionalName(index)}`).join(', ');
