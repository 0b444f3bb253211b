export interface FileSearch {
  /** The platform's own query, for example `name:airports*` or `tags:"crm"`. */
  readonly q?: string;
}

/** Reads the address; what it does not know it drops. */
export function readFileSearch(raw: Record<string, unknown>): FileSearch {
  return typeof raw['q'] === 'string' && raw['q'] !== '' ? { q: raw['q'] } : {};
}
