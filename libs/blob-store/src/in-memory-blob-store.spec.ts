import { blobStoreFeatures } from './blob-store.features.js';
import { InMemoryBlobStore } from './in-memory-blob-store.js';

describe('the in-memory twin', () => {
  const opened: InMemoryBlobStore[] = [];
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });

  blobStoreFeatures(async () => {
    const store = new InMemoryBlobStore();
    opened.push(store);
    return store;
  });
});
