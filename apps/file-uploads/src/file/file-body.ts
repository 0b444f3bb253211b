import { sizeOf, type File } from '@runledger/domain';
import { storageTime } from '@runledger/ledger-module';

/** For so long files are kept that are not permanent (contract 4.8). */
export const FILE_AGE_DAYS_MAX = 15;
const DAY_MS = 24 * 3600 * 1000;

/** Moment from which the file counts as expired; null for a permanent one. */
export const expiresMs = ({ isPermanent, createdMs }: File): number | null =>
  isPermanent ? null : createdMs + FILE_AGE_DAYS_MAX * DAY_MS;

/** A file as lists and details show it, without the addresses that are signed for each reader (contract 4.3). */
export interface FileBody {
  readonly id: number;
  readonly created: string;
  readonly name: string;
  readonly fileType: 'standard';
  readonly provider: 'azure';
  readonly region: string;
  readonly isPublic: boolean;
  readonly isSliced: boolean;
  readonly isEncrypted: boolean;
  readonly sizeBytes: number | null;
  readonly tags: readonly string[];
  readonly maxAgeDays: number | null;
  readonly runId: string | null;
  /** The run and those that it is part of. */
  readonly runIds: readonly string[];
  readonly creatorToken: { readonly id: number | null; readonly description: string | null };
  readonly contentType: string | null;
}

export const fileBody = (file: File): FileBody => ({
  id: Number(file.id),
  created: storageTime(file.createdMs),
  name: file.name,
  fileType: 'standard',
  provider: 'azure',
  region: 'local',
  isPublic: file.isPublic,
  isSliced: file.isSliced,
  isEncrypted: file.isEncrypted,
  sizeBytes: sizeOf(file),
  tags: file.tags,
  maxAgeDays: file.isPermanent ? null : FILE_AGE_DAYS_MAX,
  runId: file.runId,
  runIds: runsOf(file.runId),
  creatorToken: {
    id: file.creator.tokenId === null ? null : Number(file.creator.tokenId),
    description: file.creator.tokenDescription,
  },
  contentType: file.contentType,
});

/** `1.2.3` is part of `1.2`, and that of `1`. */
const runsOf = (runId: string | null): readonly string[] => {
  if (runId === null) return [];
  const ids = runId.split('.');
  return ids.map((_, at) => ids.slice(0, at + 1).join('.'));
};
