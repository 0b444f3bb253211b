export interface TableAddress {
  readonly bucketId: string;
  readonly tableName: string;
}

/** `in.c-crm.account` is the table `account` of the bucket `in.c-crm`. Null for anything else. */
export function addressOf(tableId: string): TableAddress | null {
  const dot = tableId.lastIndexOf('.');
  return dot <= 0 || dot === tableId.length - 1 ? null : { bucketId: tableId.slice(0, dot), tableName: tableId.slice(dot + 1) };
}

export const tableIdOf = ({ bucketId, tableName }: TableAddress): string => `${bucketId}.${tableName}`;
