/** Text as an SQL literal. Only for text of ours and paths: values of users are bound as parameters. */
export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

export const sqlName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const sqlList = (items: readonly string[]): string => `[${items.join(', ')}]`;

/** A path for a DuckDB reader, which would take `*`, `?` and `[` for patterns. */
export const sqlPath = (path: string): string => sqlText(path.replace(/[*?[]/g, '[$&]'));
