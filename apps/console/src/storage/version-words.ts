import type { TableVersion } from '../api/responses.js';
import { bytesWords, changeWords, manyWords } from '../wording/quantity.js';

const list = (columns: readonly string[]): string => columns.join(', ');

/** The platform's words for what a write did. */
const KINDS: Readonly<Record<string, string>> = { full: 'Full load' };

/** What a version did to its table: "Full load, +1,204 rows, column owner_id added". */
export function changeSentence(version: TableVersion): string {
  const rows =
    version.rowsChange === 0
      ? 'row count unchanged'
      : `${changeWords(version.rowsChange)} ${Math.abs(version.rowsChange) === 1 ? 'row' : 'rows'}`;
  const added =
    version.columnsAdded.length === 0
      ? []
      : [`${version.columnsAdded.length === 1 ? 'column' : 'columns'} ${list(version.columnsAdded)} added`];
  const removed =
    version.columnsRemoved.length === 0
      ? []
      : [`${version.columnsRemoved.length === 1 ? 'column' : 'columns'} ${list(version.columnsRemoved)} removed`];
  const columns = version.version === 1 ? [] : [...added, ...removed];
  return [version.version === 1 ? 'Table created' : kindWords(version.change), rows, ...columns].join(', ');
}

/** A change as a person would say it; one that this console does not know yet is said with the platform's own word. */
export function kindWords(change: string): string {
  const known = KINDS[change];
  if (known !== undefined) return known;
  const words = change
    .replace(/[-_]/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const sizeWords = ({ rows, bytes }: TableVersion): string => `${manyWords(rows, 'row')}, ${bytesWords(bytes)}`;

/** The job that a dotted run id belongs to: its last part. */
export const jobOfRun = (runId: string): string => runId.split('.').at(-1) ?? runId;
