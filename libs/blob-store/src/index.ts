export type { BlobInfo, BlobRead, BlobStore, ByteRange, PutOptions } from './blob-store.js';
export { BLOB_FAILURE_CODES, BlobFailure, isBlobFailure, type BlobFailureCode } from './blob-failure.js';
export { checkKey, escapeKeySegment } from './blob-key.js';
export { FolderBlobStore } from './folder-blob-store.js';
export { InMemoryBlobStore } from './in-memory-blob-store.js';
export { PayloadBlobs, type StoredPayload } from './payload-blobs.js';
