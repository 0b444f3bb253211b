import type { BucketId, FileId, ProjectId, TableId } from '@runledger/contracts';
import { ApiError } from '@runledger/service-kit';

/**
 * What may be said to a request at once, or by a storage job that finds it out later: the same code and sentence both times.
 * Contract 0.7: clients look for `bucket "<id>" was not found`, and at the end of codes.
 */
export const bucketNotFound = (project: ProjectId, id: string): ApiError =>
  ApiError.notFound('storage.buckets.notFound', `The bucket "${id}" was not found in the project "${project}"`);

export const bucketExists = (id: BucketId): ApiError =>
  ApiError.badRequest('storage.buckets.alreadyExists', `The bucket "${id}" already exists`);

export const bucketNotEmpty = (id: BucketId): ApiError =>
  ApiError.badRequest(
    'storage.buckets.notEmpty',
    `The bucket "${id}" has tables. Delete them first, or delete the bucket with force.`,
  );

export const tableNotFound = (project: ProjectId, id: string): ApiError =>
  ApiError.notFound('storage.tables.notFound', `The table "${id}" was not found in the project "${project}"`);

export const tableExists = (id: TableId): ApiError =>
  ApiError.badRequest('storage.tables.alreadyExists', `The table "${id}" already exists`);

export const columnsNeeded = (): ApiError =>
  ApiError.badRequest('storage.tables.validation.columns', 'A file without header needs "columns"');

export const fileNotFound = (id: FileId): ApiError =>
  ApiError.notFound('storage.files.notFound', `File with id "${id}" was not found`);

export const fileNotUploaded = (id: FileId): ApiError =>
  ApiError.badRequest('storage.files.notUploaded', `Nothing was uploaded to the file "${id}" yet`);

/** A part of the contract that this version does not have: refused as a whole, never done by half (contract 0.6). */
export const notImplemented = (what: string): ApiError =>
  new ApiError(501, 'storage.notImplemented', `${what} is not supported by this version`);
