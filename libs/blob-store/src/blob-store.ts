/** What a store knows about one blob. */
export interface BlobInfo {
  readonly key: string;
  readonly bytes: number;
  /** Lower-case hexadecimal SHA-256 of all bytes. */
  readonly sha256: string;
  readonly modifiedMs: number;
}

/** Both ends count from zero and are part of the range. Without `endInclusive` it goes to the last byte; an end past it is cut. */
export interface ByteRange {
  readonly start: number;
  readonly endInclusive?: number;
}

export interface PutOptions {
  /** Fail with `BLOB_EXISTS` instead of replacing: of any number of writers exactly one wins. */
  readonly ifAbsent?: boolean;
}

export interface BlobRead {
  readonly info: BlobInfo;
  /**
   * The bytes as they were when the blob was opened, even if it is replaced or deleted meanwhile. It can be read once; read it to
   * the end or leave the loop, else a file stays open. A whole read that does not match its checksum throws `BLOB_CORRUPT` at its end.
   */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Bytes by key. A blob is visible whole or not at all, and what a call has acknowledged survives a power cut.
 *
 * Keys are `/`-separated segments (see `checkKey`); `escapeKeySegment` makes one of any text. A key cannot be both a blob and the
 * prefix of another (`BLOB_KEY_CONFLICT`). Replacing the same key from several processes at once is not supported, `ifAbsent` is.
 *
 * All methods throw `BlobFailure`, see its codes.
 */
export interface BlobStore {
  /** Writes a blob, replacing an older one of the same key. Holds one chunk in memory at a time. */
  put(key: string, body: AsyncIterable<Uint8Array> | Uint8Array, options?: PutOptions): Promise<BlobInfo>;

  /** As `put`, from a finished local file, which the store takes over: after success nothing is left at `localPath`. */
  putFile(key: string, localPath: string, options?: PutOptions): Promise<BlobInfo>;

  /** Opens a blob, or a part of it. Throws `BLOB_MISSING` or `BLOB_RANGE_INVALID`. */
  get(key: string, range?: ByteRange): Promise<BlobRead>;

  head(key: string): Promise<BlobInfo | undefined>;

  /** A local file with these bytes for programs that need a path. Read only; its checksum is not verified. Throws `BLOB_MISSING`. */
  localPath(key: string): Promise<string>;

  /** Deletes a blob; an absent one is fine. */
  delete(key: string): Promise<void>;

  /** All blobs whose key starts with `prefix` (plain text, not only whole segments), in ascending order of keys. */
  list(prefix: string): AsyncIterable<BlobInfo>;

  /** Joins blobs in the given order into one (Azure Put Block List) and leaves the parts in place. */
  compose(key: string, partKeys: readonly string[], options?: PutOptions): Promise<BlobInfo>;
}
