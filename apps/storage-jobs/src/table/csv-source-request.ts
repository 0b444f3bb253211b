import type { FileId, LoadSource } from '@runledger/contracts';
import { ApiError, BooleanField, Field, IntField, StringField, StringList } from '@runledger/service-kit';
import { notImplemented } from '../refusals.js';

const COLUMNS_MAX = 20_000;

/** Where rows come from and how a CSV is read, in bodies of imports and of table creations (contract 5.2, 5.3). */
export class CsvSourceFields {
  @IntField({ min: 1, max: Number.MAX_SAFE_INTEGER, description: 'Id of an uploaded file' })
  dataFileId?: number;

  @StringField({ lengthMin: 1, lengthMax: 2, description: 'One character; `\\t` for a tab' })
  delimiter = ',';

  @StringField({ lengthMax: 1 })
  enclosure?: string;

  @StringField({ lengthMax: 1, description: 'Instead of an enclosure' })
  escapedBy = '';

  @StringList({ itemsMax: COLUMNS_MAX, description: 'Names of the columns of a file without header' })
  columns: readonly string[] = [];

  @BooleanField({ description: 'The first row of the file is data' })
  withoutHeaders = false;

  @IntField({ min: 0, max: Number.MAX_SAFE_INTEGER })
  ignoredLinesCount = 0;

  @StringField()
  dataUrl?: string;

  @Field({
    name: 'workspaceId',
    rule: 'must be an id',
    schema: { oneOf: [{ type: 'integer' }, { type: 'string' }] },
    read: (value) => (value === null || value === '' ? undefined : value),
    isValid: (value) => typeof value === 'string' || typeof value === 'number',
  })
  dataWorkspaceId?: string | number;
}

export type FileSource = Extract<LoadSource, { readonly type: 'file' }>;

/**
 * The uploaded file that a request names.
 * @throws ApiError 400 when none is named or its dialect contradicts itself, 501 for sources that are not supported.
 */
export const fileSourceOf = (body: CsvSourceFields): FileSource => {
  const { dataFileId, delimiter, escapedBy, columns, withoutHeaders } = body;
  if (body.dataUrl !== undefined && body.dataUrl !== '') throw notImplemented('Loading from "dataUrl"');
  if (body.dataWorkspaceId !== undefined) throw notImplemented('Loading from a workspace');
  if (body.ignoredLinesCount > 0) throw notImplemented('"ignoredLinesCount"');
  if (dataFileId === undefined)
    throw ApiError.badRequest('storage.tables.validation.dataFileId', '"dataFileId" must name an uploaded file');
  const enclosure = body.enclosure ?? (escapedBy === '' ? '"' : '');
  if (enclosure !== '' && escapedBy !== '')
    throw ApiError.badRequest('storage.tables.validation.escapedBy', 'Only one of "enclosure" and "escapedBy" may be set');
  return {
    type: 'file',
    fileId: String(dataFileId) as FileId,
    delimiter,
    enclosure,
    escapedBy,
    columns: columns.length === 0 ? null : [...columns],
    withoutHeaders: withoutHeaders || columns.length > 0,
  };
};
