import type { FileId, ProjectId } from '@runledger/contracts';
import type { File } from './files.js';

/** What decides where the bytes of a file lie. */
type Addressed = Pick<File, 'id' | 'name' | 'isSliced'>;

const NAME_LENGTH_MAX = 60;
const KEY_SEGMENT_LENGTH_MAX = 200;
const CONTAINER = /^files-([1-9]\d{0,15})-([1-9]\d{0,15})$/;

/** Each file has a container of its own, so that a signature for a container opens nothing else. */
export const containerOf = (project: ProjectId, fileId: FileId): string => `files-${project}-${fileId}`;

/** The file that a container belongs to; undefined for a name that no container has. */
export const fileOfContainer = (container: string): { readonly project: ProjectId; readonly fileId: FileId } | undefined => {
  const [, project, fileId] = CONTAINER.exec(container) ?? [];
  return project === undefined || fileId === undefined ? undefined : { project: project as ProjectId, fileId: fileId as FileId };
};

/**
 * Name of the file's blob; of a sliced file the prefix of its slices' names, `<prefix>0.csv.gz`, and of its manifest (contract 4.7).
 * Characters that mean something in addresses are replaced. The id keeps slices of two files apart that a client downloads into one
 * folder under the last segment of their names; for the same reason there is no `/`.
 */
export const blobNameOf = ({ id, name, isSliced }: Addressed): string =>
  `${id}_${name.slice(-NAME_LENGTH_MAX).replace(/[^A-Za-z0-9._-]/g, '_')}${isSliced ? '_' : ''}`;

export const manifestNameOf = (file: Addressed): string => `${blobNameOf(file)}manifest`;

/** What the keys of everything that a file has in the blob store begin with. */
export const fileKeysOf = (project: ProjectId, fileId: FileId): string => `files/${project}/${fileId}/`;

/**
 * Key in the blob store of one blob of a file. Different names have different keys, and no key is the beginning of another at a `/`,
 * whatever clients call their blobs. A name of more than some 900 encoded characters gives a key that the store refuses.
 */
export const blobKeyOf = (project: ProjectId, fileId: FileId, blobName: string): string =>
  `${fileKeysOf(project, fileId)}blobs/${segmentsOf(blobName).join('+/')}`;

/** What the keys of the blocks begin with that a blob is going to be made of, or was made of last. */
export const blockKeysOf = (project: ProjectId, fileId: FileId, blobName: string): string =>
  `${fileKeysOf(project, fileId)}blocks/${segmentsOf(blobName).join('+/')}/`;

/** `+` is never part of an encoded name, so a segment that ends in it is always followed by another. */
const segmentsOf = (name: string): readonly string[] => {
  const encoded = encodeURIComponent(name).replace(
    /[!'()*~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const segments: string[] = [];
  for (let start = 0; start === 0 || start < encoded.length; start += KEY_SEGMENT_LENGTH_MAX) {
    segments.push(encoded.slice(start, start + KEY_SEGMENT_LENGTH_MAX).replace(/^\.{1,2}$/, (dots) => '%2E'.repeat(dots.length)));
  }
  return segments;
};

/** One slice of a sliced file, as its manifest names it. */
export interface ManifestEntry {
  readonly url: string;
}

export interface Manifest {
  readonly entries: readonly ManifestEntry[];
}

/**
 * Manifest of a file that was exported. Clients look for `<BlobEndpoint>/<container>/` in each entry, with `https` written as `azure`
 * and `http` as it is (contract 4.7).
 * @param blobEndpoint as in the connection string of the file's credentials, without trailing slash
 */
export const manifestOf = (project: ProjectId, file: Pick<File, 'id' | 'blobs'>, blobEndpoint: string): Manifest => ({
  entries: [...file.blobs.keys()].map((blob) => ({
    url: `${manifestAddress(blobEndpoint)}/${containerOf(project, file.id)}/${blob}`,
  })),
});

/** A blob endpoint as entries of manifests write it. */
export const manifestAddress = (blobEndpoint: string): string => blobEndpoint.replace(/^https:/, 'azure:');
