import { Injectable } from '@nestjs/common';
import type { FileId, ProjectId } from '@runledger/contracts';
import { blobNameOf, containerOf, manifestNameOf } from '@runledger/domain';
import { storageTime } from '@runledger/ledger-module';
import { accountNameOf, blobEndpointOf, blobUrlOf } from '../blob/blob-address.js';
import { BlobSignatures, type BlobPermissions } from '../blob/blob-signature.js';
import type { FileBody } from './file-body.js';

const URL_AGE_MS_MAX = 3600 * 1000;
const CREDENTIALS_AGE_MS_MAX = 12 * 3600 * 1000;
/** The address of a public file lives as long as the file (contract 4.8). */
const FOR_EVER_MS = Date.UTC(9999, 11, 31);

/** Whose bytes, and by which address the client knows the platform. */
export interface FileAddress {
  readonly publicUrl: string;
  readonly project: ProjectId;
  readonly file: Pick<FileBody, 'id' | 'name' | 'isSliced' | 'isPublic'>;
}

interface AbsCredentials {
  readonly SASConnectionString: string;
  readonly expiration: string;
}

/** `absUploadParams` of a prepared file (contract 4.4). */
export interface AbsUploadParams {
  readonly blobName: string;
  readonly accountName: string;
  readonly container: string;
  readonly absCredentials: AbsCredentials;
}

export interface AbsDownload {
  readonly absPath: { readonly container: string; readonly name: string };
  readonly absCredentials: AbsCredentials;
}

/** Addresses and credentials by which clients reach the bytes of one file, and of no other. */
@Injectable()
export class FileCredentials {
  constructor(private readonly signatures: BlobSignatures) {}

  /** Opens the file, or the manifest of a sliced one, without any other authorization. */
  urlOf({ publicUrl, project, file }: FileAddress): string {
    const named = namedFile(file);
    const address = {
      container: containerOf(project, named.id),
      blob: file.isSliced ? manifestNameOf(named) : blobNameOf(named),
    };
    const expiresAtMs = file.isPublic ? FOR_EVER_MS : Date.now() + URL_AGE_MS_MAX;
    return `${blobUrlOf(publicUrl, address)}?${this.signatures.queryOf({ ...address, permissions: 'r', expiresAtMs })}`;
  }

  uploadOf(address: FileAddress): AbsUploadParams {
    const { publicUrl, project, file } = address;
    const named = namedFile(file);
    return {
      blobName: blobNameOf(named),
      accountName: accountNameOf(publicUrl),
      container: containerOf(project, named.id),
      absCredentials: this.credentials(address, 'rcw'),
    };
  }

  downloadOf(address: FileAddress): AbsDownload {
    const named = namedFile(address.file);
    return {
      absPath: { container: containerOf(address.project, named.id), name: blobNameOf(named) },
      absCredentials: this.credentials(address, 'r'),
    };
  }

  private credentials({ publicUrl, project, file }: FileAddress, permissions: BlobPermissions): AbsCredentials {
    const expiresAtMs = Date.now() + CREDENTIALS_AGE_MS_MAX;
    const signature = this.signatures.queryOf({
      container: containerOf(project, namedFile(file).id),
      blob: null,
      permissions,
      expiresAtMs,
    });
    return {
      SASConnectionString: `BlobEndpoint=${blobEndpointOf(publicUrl)};SharedAccessSignature=${signature}`,
      expiration: storageTime(expiresAtMs),
    };
  }
}

const namedFile = ({ id, name, isSliced }: FileAddress['file']): { id: FileId; name: string; isSliced: boolean } => ({
  id: String(id) as FileId,
  name,
  isSliced,
});
