export const TABLE_TABS = ['versions', 'data', 'columns'] as const;
export type TableTab = (typeof TABLE_TABS)[number];

export interface TableSearch {
  readonly tab?: TableTab;
  /** The version that a link meant. */
  readonly v?: number;
}

const isTab = (value: unknown): value is TableTab => TABLE_TABS.some((tab) => tab === value);

/** Reads the address; what it does not know it drops. */
export function readTableSearch(raw: Record<string, unknown>): TableSearch {
  const version = Number(raw['v']);
  return {
    ...(isTab(raw['tab']) ? { tab: raw['tab'] } : {}),
    ...(Number.isSafeInteger(version) && version > 0 ? { v: version } : {}),
  };
}

export interface TablesSearch {
  readonly find?: string;
}

/** Reads the address; what it does not know it drops. */
export function readTablesSearch(raw: Record<string, unknown>): TablesSearch {
  return typeof raw['find'] === 'string' && raw['find'] !== '' ? { find: raw['find'] } : {};
}
