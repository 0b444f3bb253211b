import type { EventOf, FileId } from '@runledger/contracts';
import { changed, refused, type Place, type Step } from '../log/step.js';
import { voidBecause } from '../log/verdict.js';
import type { ProjectState } from '../project/project.js';
import type { File, StoredBlob } from './files.js';

const add = (
  project: ProjectState,
  { actor, data }: EventOf<'FilePrepared'> | EventOf<'FileExported'>,
  { appendTimeMs, offset }: Place,
  origin: Pick<File, 'storageJobId' | 'announcedBytes'>,
  blobs: readonly StoredBlob[],
): Step => {
  const { fileId, name, tags, isPublic, isPermanent, isEncrypted, isSliced, contentType, runId } = data;
  const file: File = {
    id: fileId,
    name,
    createdMs: appendTimeMs,
    createdOffset: offset,
    creator: actor,
    isPublic,
    isPermanent,
    isEncrypted,
    isSliced,
    contentType,
    runId,
    ...origin,
    tags,
    revision: 1,
    blobs: new Map(blobs.map((blob) => [blob.blob, blob])),
  };
  project.files.files.set(file.id, file);
  return changed({ kind: 'file', project, file, deleted: false });
};

export const filePrepared = (project: ProjectState, event: EventOf<'FilePrepared'>, at: Place): Step =>
  add(project, event, at, { storageJobId: null, announcedBytes: event.data.sizeBytes }, []);

export const fileExported = (project: ProjectState, event: EventOf<'FileExported'>, at: Place): Step =>
  add(project, event, at, { storageJobId: event.data.storageJobId, announcedBytes: null }, event.data.slices);

const known = (project: ProjectState, id: FileId, then: (file: File) => void): Step => {
  const file = project.files.files.get(id);
  if (file === undefined) return refused(voidBecause('notFound'));
  then(file);
  return changed({ kind: 'file', project, file, deleted: !project.files.files.has(id) });
};

export const fileUploaded = (project: ProjectState, event: EventOf<'FileUploaded'>): Step => {
  const { fileId, blob, bytes } = event.data;
  return known(project, fileId, ({ blobs }) => blobs.set(blob, { blob, bytes }));
};

export const fileTagsChanged = (project: ProjectState, event: EventOf<'FileTagsChanged'>): Step => {
  const { fileId, tags } = event.data;
  const revision = project.files.files.get(fileId)?.revision;
  if (revision !== undefined && event.expectedRevision !== revision) return refused(voidBecause('revisionMismatch'));
  return known(project, fileId, (file) => {
    file.tags = tags;
    file.revision += 1;
  });
};

export const fileDeleted = (project: ProjectState, event: EventOf<'FileDeleted'>): Step =>
  known(project, event.data.fileId, ({ id }) => {
    project.files.files.delete(id);
  });
