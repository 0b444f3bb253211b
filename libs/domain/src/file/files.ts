import type { Actor, FileId, StorageJobId } from '@runledger/contracts';

/** Bytes of a file that are safely stored. */
export interface StoredBlob {
  readonly blob: string;
  readonly bytes: number;
}

export interface File {
  readonly id: FileId;
  readonly name: string;
  readonly createdMs: number;
  readonly createdOffset: number;
  readonly creator: Actor;
  readonly isPublic: boolean;
  readonly isPermanent: boolean;
  readonly isEncrypted: boolean;
  readonly isSliced: boolean;
  readonly contentType: string | null;
  readonly runId: string | null;
  /** Storage job that wrote it; null when a client uploads it. */
  readonly storageJobId: StorageJobId | null;
  /** As announced; clients rely on it right after the upload. */
  readonly announcedBytes: number | null;
  tags: readonly string[];
  readonly blobs: Map<string, StoredBlob>;
}

export interface FilesState {
  readonly files: Map<FileId, File>;
}

export const emptyFiles = (): FilesState => ({ files: new Map() });

/** Bytes stored so far, or what was announced while nothing is; null when neither is known. */
export const sizeOf = ({ blobs, announcedBytes }: File): number | null =>
  blobs.size === 0 ? announcedBytes : [...blobs.values()].reduce((sum, { bytes }) => sum + bytes, 0);
