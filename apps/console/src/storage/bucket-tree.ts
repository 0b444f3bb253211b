import type { Bucket, TableListItem } from '../api/responses.js';

export interface BucketBranch {
  readonly bucket: Bucket;
  readonly tables: readonly TableListItem[];
}

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => a.id.localeCompare(b.id, 'en');

/**
 * Buckets with their tables, both by id. With a text: only tables whose id or a column of which contains it, and buckets that have
 * such a table or contain the text themselves.
 */
export function bucketTree(buckets: readonly Bucket[], tables: readonly TableListItem[], find: string): readonly BucketBranch[] {
  const wanted = find.trim().toLowerCase();
  const contains = (text: string): boolean => text.toLowerCase().includes(wanted);
  const matches = (table: TableListItem): boolean => contains(table.id) || table.columns?.some(contains) === true;
  return [...buckets]
    .sort(byId)
    .map((bucket) => ({ bucket, tables: tables.filter((table) => table.bucket?.id === bucket.id && matches(table)).sort(byId) }))
    .filter((branch) => branch.tables.length > 0 || contains(branch.bucket.id));
}
