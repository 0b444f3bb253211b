import type { ProjectId } from '@runledger/contracts';
import { blobKeyOf, type File } from '@runledger/domain';

/** One blob of a file, there or not. */
export interface BlobTarget {
  readonly project: ProjectId;
  readonly file: File;
  readonly blob: string;
}

export const keyOf = ({ project, file, blob }: BlobTarget): string => blobKeyOf(project, file.id, blob);

/** Whether its bytes are stored and the log says so: bytes without an event are an upload that was not answered. */
export const isStored = ({ file, blob }: BlobTarget): boolean => file.blobs.has(blob);
