const COLUMN_NAME_LENGTH_MAX = 255;

const isControl = (character: string): boolean => character < ' ' || character === '\u007F';

export interface ColumnNameProblem {
  /** Counts from one. */
  readonly column: number;
  readonly name: string;
  readonly reason: string;
}

/**
 * Finds the first name that a table cannot have: empty, too long, with control characters, or equal to an earlier one. Upper and
 * lower case count as equal, since SQL does not tell them apart.
 */
export function findColumnNameProblem(names: readonly string[]): ColumnNameProblem | undefined {
  const columnOf = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    const column = index + 1;
    const reason = problemOf(name) ?? duplicateOf(columnOf.get(name.toLowerCase()));
    if (reason !== undefined) return { column, name, reason };
    columnOf.set(name.toLowerCase(), column);
  }
  return undefined;
}

function problemOf(name: string): string | undefined {
  if (name.trim() === '') return 'its name is empty';
  if (name.length > COLUMN_NAME_LENGTH_MAX) return `its name is longer than ${COLUMN_NAME_LENGTH_MAX} characters`;
  if ([...name].some(isControl)) return 'its name contains control characters';
  return undefined;
}

const duplicateOf = (earlier: number | undefined): string | undefined =>
  earlier === undefined
    ? undefined
    : `its name is the same as that of column ${earlier} (upper and lower case count as the same)`;
