import type { Change, File, ProjectState } from '@runledger/domain';
import { defineModel, deletionOf, documentOf, type DocumentChange, type Filter, type Projection } from '@runledger/read-models';
import { expiresMs, fileBody } from './file-body.js';

/** Every file that was not deleted. */
export const FILES = defineModel({
  name: 'files',
  version: 1,
  keys: {
    file: 'number',
    name: 'string',
    tags: 'strings',
    token: 'string',
    runId: 'string',
    /** Position of the event that made it: newest first. */
    created: 'number',
    /** Null for permanent files. */
    expiresMs: 'number',
  },
  indexes: [['created'], ['tags', 'created']],
});

export type FileFilter = Filter<(typeof FILES)['keys']>;

const fileDocument = (project: ProjectState, file: File): DocumentChange =>
  documentOf(FILES, {
    project: project.id,
    id: file.id,
    keys: {
      file: Number(file.id),
      name: file.name,
      tags: file.tags,
      token: file.creator.tokenId,
      runId: file.runId,
      created: file.createdOffset,
      expiresMs: expiresMs(file),
    },
    body: JSON.stringify(fileBody(file)),
  });

const documentsOf = (change: Change): readonly DocumentChange[] => {
  if (change.kind !== 'file') return [];
  const { project, file, deleted } = change;
  return [deleted ? deletionOf(FILES, { project: project.id, id: file.id }) : fileDocument(project, file)];
};

export const filesProjection: Projection = {
  owner: 'file-uploads',
  models: [FILES],
  contexts: ['file'],
  concerns: ['file'],
  documentsOf,
};
