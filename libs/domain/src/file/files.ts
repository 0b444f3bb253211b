import type { Actor, FileId, StorageJobId } from '@runledger/contracts';
import { manifestNameOf } from './file-blobs.js';

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
  /** Of the tags, from 1; a change of them must expect it. */
  revision: number;
  readonly blobs: Map<string, StoredBlob>;
}

export interface FilesState {
  readonly files: Map<FileId, File>;
}

export const emptyFiles = (): FilesState => ({ files: new Map() });

/** Bytes stored so far, or what was announced while nothing is; null when neither is known. The list of slices is no part of them. */
export const sizeOf = (file: File): number | null => {
  const { blobs, announcedBytes, isSliced } = file;
  if (blobs.size === 0) return announcedBytes;
  const manifest = isSliced ? (blobs.get(manifestNameOf(file))?.bytes ?? 0) : 0;
  return [...blobs.values()].reduce((sum, { bytes }) => sum + bytes, -manifest);
};
