import { Injectable } from '@nestjs/common';
import type { Actor, FileId, Json, TableId } from '@runledger/contracts';
import type { Bucket, Table } from '@runledger/domain';
import { Ledger, newEvent } from '@runledger/event-log';
import { CurrentProject } from '@runledger/ledger-module';
import type { AuthenticatedToken } from '@runledger/service-kit';
import { assertMayUseBucket } from '../bucket/bucket-access.js';
import { columnsNeeded, fileNotFound, notImplemented, tableExists, tableNotFound } from '../refusals.js';
import type { StorageOrder } from '../storage-job/storage-job-creation.js';
import { fileSourceOf, type FileSource } from './csv-source-request.js';
import { exportParams, tableExportOf, type TableExportRequest } from './table-export-request.js';
import type { TableCreation, TableImport } from './table-requests.js';

/** Turns what clients ask about tables into storage jobs; what can be refused at once is. */
@Injectable()
export class Tables {
  constructor(
    private readonly ledger: Ledger,
    private readonly projects: CurrentProject,
  ) {}

  /** @throws ApiError 400, 403, 404 or 501. */
  creation(token: AuthenticatedToken, bucket: Bucket, body: TableCreation): StorageOrder {
    assertMayUseBucket(token, 'write', bucket.id);
    if (body.snapshotId !== undefined) throw notImplemented('Creating a table from a snapshot');
    if (body.sourceTableId !== undefined && body.sourceTableId !== '')
      throw notImplemented('Creating a table from an older state of another');
    const tableId = `${bucket.id}.${body.name}` as TableId;
    if (bucket.tables.has(tableId)) throw tableExists(tableId);
    const source = fileSourceOf(body);
    if (source.withoutHeaders && source.columns === null) throw columnsNeeded();
    this.assertFile(token, source.fileId);
    const primaryKey = body.primaryKey.filter((column) => column !== '');
    return {
      operation: 'tableCreate',
      tableId,
      writes: true,
      task: {
        type: 'load',
        target: { bucketId: bucket.id, name: body.name, displayName: body.displayName ?? body.name, primaryKey },
        create: true,
        source,
      },
      operationParams: {
        params: { ...sourceParams(source), name: body.name, primaryKey },
        source: { type: 'file', fileId: Number(source.fileId) },
      },
    };
  }

  /** @throws ApiError 400, 403, 404 or 501. */
  import(token: AuthenticatedToken, { id: tableId, bucketId, name, displayName }: Table, body: TableImport): StorageOrder {
    assertMayUseBucket(token, 'write', bucketId);
    if (body.incremental) throw notImplemented('An incremental load');
    if (body.treatValuesAsNull.some((value) => value !== '')) throw notImplemented('"treatValuesAsNull"');
    const source = fileSourceOf(body);
    this.assertFile(token, source.fileId);
    return {
      operation: 'tableImport',
      tableId,
      writes: true,
      task: { type: 'load', target: { bucketId, name, displayName, primaryKey: null }, create: false, source },
      operationParams: {
        params: { ...sourceParams(source), incremental: false },
        source: { type: 'file', fileId: Number(source.fileId) },
      },
    };
  }

  /** @throws ApiError 400 or 501. */
  export({ id: tableId }: Table, body: TableExportRequest): StorageOrder {
    const order = tableExportOf(body);
    return {
      operation: 'tableExport',
      tableId,
      writes: false,
      task: { type: 'export', export: order },
      operationParams: exportParams(order),
    };
  }

  /** @throws ApiError 403. */
  drop(token: AuthenticatedToken, { id: tableId, bucketId }: Table): StorageOrder {
    assertMayUseBucket(token, 'write', bucketId);
    return { operation: 'tableDrop', tableId, writes: true, task: { type: 'deleteTable' }, operationParams: {} };
  }

  /** @throws ApiError 403, or 404 when somebody else was faster. */
  async remove(token: AuthenticatedToken, actor: Actor, { id: tableId, bucketId }: Table): Promise<void> {
    assertMayUseBucket(token, 'write', bucketId);
    const { verdict } = await this.ledger.append(
      newEvent('TableDeleted', { project: token.projectId, aggregate: `table:${tableId}`, actor, data: { tableId } }),
    );
    if (!verdict.effective) throw tableNotFound(token.projectId, tableId);
  }

  /** A token loads files that it may read (contract 4.8). */
  private assertFile({ projectId, tokenId, rights }: AuthenticatedToken, id: FileId): void {
    const file = this.projects.get(projectId).files.files.get(id);
    const mayRead = rights.isMasterToken || rights.canReadAllFileUploads || file?.creator.tokenId === tokenId;
    if (file === undefined || !mayRead) throw fileNotFound(id);
  }
}

const sourceParams = ({
  delimiter,
  enclosure,
  escapedBy,
  columns,
  withoutHeaders,
}: FileSource): { readonly [key: string]: Json } => ({
  delimiter,
  enclosure,
  escapedBy,
  columns: columns ?? [],
  withoutHeaders,
});
