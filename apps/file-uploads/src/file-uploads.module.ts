import { Module, type DynamicModule } from '@nestjs/common';
import { LedgerModule } from '@runledger/ledger-module';
import type { ServiceConfig } from '@runledger/service-kit';
import { BlobBlocks } from './blob/blob-blocks.js';
import { BlobEndpoint, PUBLIC_URL } from './blob/blob-endpoint.js';
import { BlobReads } from './blob/blob-reads.js';
import { BlobSignatures } from './blob/blob-signature.js';
import { BlobStoreHealth } from './blob/blob-store-health.js';
import { BlobUploads } from './blob/blob-uploads.js';
import { FileCredentials } from './file/file-credentials.js';
import { FileList } from './file/file-list.js';
import { filesProjection } from './file/file-model.js';
import { Files } from './file/files.js';
import { FilesController } from './file/files.controller.js';
import { KnownFiles } from './file/known-files.js';

@Module({})
export class FileUploadsModule {
  static forService(config: ServiceConfig): DynamicModule {
    return {
      module: FileUploadsModule,
      imports: [LedgerModule.forService({ service: 'file-uploads', contexts: ['file'], config, projection: filesProjection })],
      controllers: [FilesController],
      providers: [
        { provide: BlobSignatures, useFactory: () => new BlobSignatures(config.secret) },
        { provide: PUBLIC_URL, useValue: config.publicUrl },
        KnownFiles,
        Files,
        FileList,
        FileCredentials,
        BlobBlocks,
        BlobUploads,
        BlobReads,
        BlobEndpoint,
        BlobStoreHealth,
      ],
    };
  }
}
