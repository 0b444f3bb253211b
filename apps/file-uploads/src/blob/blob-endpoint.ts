import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { BlobInfo } from '@runledger/blob-store';
import { blobNameOf, fileOfContainer } from '@runledger/domain';
import { requestContextOf } from '@runledger/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { KnownFiles } from '../file/known-files.js';
import { blobAddressOf, blobEndpointOf, type BlobAddress } from './blob-address.js';
import { etagOf, failedCondition, type BlobConditions } from './blob-conditions.js';
import { BlobError } from './blob-error.js';
import { BlobReads } from './blob-reads.js';
import { BlobSignatures, type BlobPermissions } from './blob-signature.js';
import type { BlobTarget } from './blob-target.js';
import { BlobUploads } from './blob-uploads.js';
import { checkBlockId, readBlockList } from './block-list.js';
import { rangeOf } from './byte-range.js';
import { attachment } from './content-disposition.js';
import { bodyOf, textOf } from './request-body.js';

const MEBIBYTE = 1024 ** 2;
/** As the dialect's own limits are. */
const BLOB_BYTES_MAX = 5000 * MEBIBYTE;
const BLOCK_BYTES_MAX = 4000 * MEBIBYTE;
/** 50,000 blocks with ids as long as can be. */
const BLOCK_LIST_BYTES_MAX = 8 * MEBIBYTE;

/** Origin of the platform where no gateway says by which one it was reached. */
export const PUBLIC_URL = Symbol('PublicUrl');

type Operation = 'read' | 'putBlob' | 'putBlock' | 'putBlockList';

const PERMISSIONS: Readonly<Record<Operation, readonly BlobPermissions[]>> = {
  read: ['r', 'rcw'],
  putBlob: ['rcw'],
  putBlock: ['rcw'],
  putBlockList: ['rcw'],
};

/** Requests of the blob dialect: who may do what to which blob, then the operation itself (contract 4.6). */
@Injectable()
export class BlobEndpoint {
  constructor(
    private readonly signatures: BlobSignatures,
    private readonly files: KnownFiles,
    private readonly uploads: BlobUploads,
    private readonly reads: BlobReads,
    @Inject(PUBLIC_URL) private readonly publicUrl: string,
  ) {}

  /** @throws BlobError, BlobFailure, LogFailure. */
  async answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const [path = '', search = ''] = split(request.raw.url ?? '');
    const query = new URLSearchParams(search);
    const address = blobAddressOf(path);
    if (address === undefined) throw new BlobError('InvalidResourceName');
    const operation = operationOf(request, query);
    this.authorize(address, query, operation);
    const target = await this.target(address, operation);
    switch (operation) {
      case 'read':
        return this.read(target, request, reply);
      case 'putBlob':
        return created(reply, await this.uploads.put(target, bodyOf(request.raw, BLOB_BYTES_MAX), conditionsOf(request)));
      case 'putBlock':
        await this.uploads.putBlock(target, blockIdOf(query), bodyOf(request.raw, BLOCK_BYTES_MAX));
        return created(reply);
      case 'putBlockList':
        return created(
          reply,
          await this.uploads.putBlockList(
            target,
            readBlockList(await textOf(request.raw, BLOCK_LIST_BYTES_MAX)),
            conditionsOf(request),
          ),
        );
    }
  }

  private authorize(address: BlobAddress, query: URLSearchParams, operation: Operation): void {
    const permissions = this.signatures.permissionsFor(address, query, Date.now());
    if (permissions === undefined) throw new BlobError('AuthenticationFailed');
    if (!PERMISSIONS[operation].includes(permissions)) throw new BlobError('AuthorizationPermissionMismatch');
  }

  private async target({ container, blob }: BlobAddress, operation: Operation): Promise<BlobTarget> {
    const owner = fileOfContainer(container);
    const file =
      owner && (await this.files.having(owner.project, owner.fileId, ({ blobs }) => operation !== 'read' || blobs.has(blob)));
    if (owner === undefined || file === undefined) throw new BlobError('ContainerNotFound');
    return { project: owner.project, file, blob };
  }

  private async read(target: BlobTarget, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { publicUrl } = requestContextOf(request, this.publicUrl);
    const blob = await this.reads.open(target, blobEndpointOf(publicUrl));
    const failed = failedCondition(conditionsOf(request), blob.etag);
    if (failed === 'ifMatch') throw new BlobError('ConditionNotMet');
    void reply.headers({ etag: blob.etag, 'last-modified': new Date(blob.modifiedMs).toUTCString() });
    if (failed === 'ifNoneMatch') return reply.code(304).send();
    const range = rangeOf(headerOf(request, 'x-ms-range') ?? headerOf(request, 'range'), blob.bytes);
    if (range === 'outside') {
      void reply.header('content-range', `bytes */${blob.bytes}`);
      throw new BlobError('InvalidRange');
    }
    const isPlain = target.blob === blobNameOf(target.file);
    void reply.code(range === undefined ? 200 : 206).headers({
      'accept-ranges': 'bytes',
      'content-type': blob.contentType,
      'content-length': String(range === undefined ? blob.bytes : range.endInclusive - range.start + 1),
      ...(range === undefined ? {} : { 'content-range': `bytes ${range.start}-${range.endInclusive}/${blob.bytes}` }),
      'content-disposition': attachment(isPlain ? target.file.name : target.blob),
      'x-content-type-options': 'nosniff',
      'x-ms-blob-type': 'BlockBlob',
      'x-ms-server-encrypted': 'true',
    });
    return request.method === 'HEAD' ? reply.send() : reply.send(Readable.from(await blob.read(range)));
  }
}

const split = (url: string): readonly string[] => {
  const end = url.indexOf('?');
  return end === -1 ? [url] : [url.slice(0, end), url.slice(end + 1)];
};

const operationOf = (request: FastifyRequest, query: URLSearchParams): Operation => {
  const component = query.get('comp');
  if (request.method === 'GET' || request.method === 'HEAD') {
    if (component !== null) throw new BlobError('InvalidQueryParameterValue', `comp=${component} is not supported.`);
    return 'read';
  }
  if (request.method !== 'PUT') throw new BlobError('UnsupportedHttpVerb');
  switch (component) {
    case null:
      return putBlob(request);
    case 'block':
      return 'putBlock';
    case 'blocklist':
      return 'putBlockList';
    default:
      throw new BlobError('InvalidQueryParameterValue', `comp=${component} is not supported.`);
  }
};

/** A request to copy from elsewhere has no body: taken for an upload it would leave an empty blob. */
const putBlob = (request: FastifyRequest): Operation => {
  const type = headerOf(request, 'x-ms-blob-type') ?? 'BlockBlob';
  if (type !== 'BlockBlob') throw new BlobError('InvalidHeaderValue', 'x-ms-blob-type must be BlockBlob.');
  if (headerOf(request, 'x-ms-copy-source') !== undefined)
    throw new BlobError('InvalidHeaderValue', 'x-ms-copy-source is not supported.');
  return 'putBlob';
};

/** In a query a plus sign may stand for a space or, where a client did not encode it, for itself; base64 has no spaces. */
const blockIdOf = (query: URLSearchParams): string => checkBlockId((query.get('blockid') ?? '').replaceAll(' ', '+'));

const headerOf = ({ headers }: FastifyRequest, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
};

const conditionsOf = (request: FastifyRequest): BlobConditions => ({
  ifMatch: headerOf(request, 'if-match'),
  ifNoneMatch: headerOf(request, 'if-none-match'),
});

const created = (reply: FastifyReply, info?: BlobInfo): FastifyReply => {
  if (info !== undefined)
    void reply.headers({ etag: etagOf(info.sha256), 'last-modified': new Date(info.modifiedMs).toUTCString() });
  return reply.code(201).header('x-ms-request-server-encrypted', 'true').send();
};
