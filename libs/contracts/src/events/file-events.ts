import { Type } from '@sinclair/typebox';
import { defineEvent } from '../event-contract.js';
import type { FileId, StorageJobId } from '../ids.js';
import { Id, NewId, Nullable } from './field.js';

const description = {
  fileId: NewId<FileId>(),
  name: Type.String({ minLength: 1, maxLength: 1024 }),
  tags: Type.Array(Type.String({ maxLength: 255 })),
  isPublic: Type.Boolean(),
  isPermanent: Type.Boolean(),
  isEncrypted: Type.Boolean(),
  isSliced: Type.Boolean(),
  contentType: Nullable(Type.String()),
  runId: Nullable(Type.String()),
};

export const FilePrepared = defineEvent({
  name: 'FilePrepared',
  context: 'file',
  owners: ['file-uploads'],
  meaning: 'A file is announced; its bytes may now be uploaded under its own signature.',
  schema: Type.Object({ ...description, sizeBytes: Nullable(Type.Integer({ minimum: 0 })) }),
});

export const FileUploaded = defineEvent({
  name: 'FileUploaded',
  context: 'file',
  owners: ['file-uploads'],
  meaning: 'Bytes of the file are safely stored; for a sliced file, those of one blob of it.',
  schema: Type.Object({
    fileId: Id<FileId>(),
    /** Name of the blob inside the container of the file. */
    blob: Type.String({ minLength: 1 }),
    bytes: Type.Integer({ minimum: 0 }),
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  }),
});

export const FileExported = defineEvent({
  name: 'FileExported',
  context: 'file',
  owners: ['storage-jobs'],
  meaning: 'A storage job wrote a table into a sliced file.',
  schema: Type.Object({
    ...description,
    storageJobId: Id<StorageJobId>(),
    slices: Type.Array(Type.Object({ blob: Type.String({ minLength: 1 }), bytes: Type.Integer({ minimum: 0 }) })),
  }),
});

export const FileTagsChanged = defineEvent({
  name: 'FileTagsChanged',
  context: 'file',
  owners: ['file-uploads'],
  meaning: 'The tags of a file are now these.',
  schema: Type.Object({ fileId: Id<FileId>(), tags: Type.Array(Type.String({ maxLength: 255 })) }),
});

export const FileDeleted = defineEvent({
  name: 'FileDeleted',
  context: 'file',
  owners: ['file-uploads'],
  meaning: 'A file was deleted by a client; the record of it stays in the log.',
  schema: Type.Object({ fileId: Id<FileId>() }),
});
