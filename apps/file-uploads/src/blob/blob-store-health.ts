import { Inject, Injectable } from '@nestjs/common';
import type { BlobStore } from '@runledger/blob-store';
import { BLOBS } from '@runledger/ledger-module';
import { HealthChecks } from '@runledger/service-kit';

const KEY = 'health/file-uploads';

/** Without a store that takes bytes this service is of no use: it writes a few at each look. */
@Injectable()
export class BlobStoreHealth {
  constructor(@Inject(BLOBS) blobs: BlobStore, checks: HealthChecks) {
    checks.register({
      name: 'blob-store',
      check: async () => {
        await blobs.put(KEY, Buffer.from('writable'));
      },
    });
  }
}
