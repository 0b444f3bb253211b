import { chmod, copyFile, link, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BlobInfo, BlobRead, BlobStore, ByteRange, PutOptions } from './blob-store.js';
import { blobExists, blobKeyConflict, blobMissing, isBlobFailure } from './blob-failure.js';
import { checkKey } from './blob-key.js';
import { resolveRange } from './byte-range.js';
import { Checksum, chunksOf } from './checksum.js';
import { ChecksumRecords } from './checksum-records.js';
import { makeDurableFolder, removeIfWithoutFiles, syncFolder } from './durable-folder.js';
import { checksumOf } from './file-checksum.js';
import { blobFailureOf, hasCode, isAbsence } from './file-error.js';
import { KeyedMutex } from './keyed-mutex.js';
import { StagingArea } from './staging-area.js';
import { VerifiedRead } from './verified-read.js';

/** Nobody writes to a blob once it has its name, not even by mistake. */
const READ_ONLY = 0o444;

/**
 * Blobs as files of a folder: `blobs/<key>` holds exactly the bytes, so other programs may read it, `checksums/<key>` their SHA-256,
 * `staging` what is being written.
 *
 * A blob gets its name after its bytes are on disk, its checksum after its name. A process that dies in between leaves a blob without
 * checksum; the next read makes a new one. A checksum that does not fit is never replaced.
 */
export class FolderBlobStore implements BlobStore {
  private readonly blobsDir: string;
  private readonly staging: StagingArea;
  private readonly checksums: ChecksumRecords;
  private readonly writers = new KeyedMutex();

  private constructor(rootDir: string) {
    this.blobsDir = join(rootDir, 'blobs');
    this.staging = new StagingArea(join(rootDir, 'staging'));
    this.checksums = new ChecksumRecords(join(rootDir, 'checksums'), this.staging);
  }

  /** Creates the folder when it is missing, and removes what killed processes have left half written. */
  static async open(rootDir: string): Promise<FolderBlobStore> {
    for (const part of ['blobs', 'checksums', 'staging']) await makeDurableFolder(join(rootDir, part));
    const store = new FolderBlobStore(rootDir);
    await store.staging.removeStale(Date.now());
    return store;
  }

  async put(key: string, body: AsyncIterable<Uint8Array> | Uint8Array, options: PutOptions = {}): Promise<BlobInfo> {
    checkKey(key);
    return this.place(key, options, async (staged) => {
      const checksum = new Checksum();
      const handle = await open(staged, 'wx', READ_ONLY);
      try {
        for await (const chunk of chunksOf(body)) {
          checksum.add(chunk);
          await handle.writeFile(chunk);
        }
        await handle.sync();
      } finally {
        await handle.close();
      }
      return checksum;
    });
  }

  async putFile(key: string, localPath: string, options: PutOptions = {}): Promise<BlobInfo> {
    checkKey(key);
    const info = await this.place(key, options, async (staged) => {
      await linkOrCopy(localPath, staged);
      await chmod(staged, READ_ONLY);
      const handle = await open(staged, 'r');
      try {
        await handle.sync();
        return await checksumOf(handle);
      } finally {
        await handle.close();
      }
    });
    await rm(localPath, { force: true });
    return info;
  }

  async get(key: string, range?: ByteRange): Promise<BlobRead> {
    checkKey(key);
    const { handle, info } = await this.openBlob(key);
    try {
      const { start, end } = resolveRange(key, info.bytes, range);
      return { info, body: new VerifiedRead(handle, info, start, end) };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async head(key: string): Promise<BlobInfo | undefined> {
    checkKey(key);
    try {
      const { handle, info } = await this.openBlob(key);
      await handle.close();
      return info;
    } catch (error) {
      if (isBlobFailure(error, 'BLOB_MISSING')) return undefined;
      throw error;
    }
  }

  async localPath(key: string): Promise<string> {
    checkKey(key);
    if (!(await this.isFile(key))) throw blobMissing(key);
    return this.pathOf(key);
  }

  async delete(key: string): Promise<void> {
    checkKey(key);
    await this.writers.run(key, async () => {
      if (!(await this.isFile(key))) return;
      // the checksum first: one without blob would accuse the next blob of this name
      await this.checksums.delete(key);
      await rm(this.pathOf(key), { force: true });
      await syncFolder(dirname(this.pathOf(key)));
    });
  }

  async *list(prefix: string): AsyncGenerator<BlobInfo> {
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    if (folder !== '') checkKey(folder.slice(0, -1));
    for await (const key of this.keysBelow(folder, prefix)) {
      const info = await this.head(key);
      if (info !== undefined) yield info;
    }
  }

  async compose(key: string, partKeys: readonly string[], options?: PutOptions): Promise<BlobInfo> {
    return this.put(key, this.joined(partKeys), options);
  }

  private async *joined(partKeys: readonly string[]): AsyncGenerator<Uint8Array> {
    for (const partKey of partKeys) yield* (await this.get(partKey)).body;
  }

  /** `folder` is empty or ends in `/`. A folder sorts by the keys in it, which begin with its name and `/`. */
  private async *keysBelow(folder: string, prefix: string): AsyncGenerator<string> {
    const names = await namesIn(join(this.blobsDir, folder));
    const keys = names.map((name) => `${folder}${name}`).filter((key) => key.startsWith(prefix) || prefix.startsWith(key));
    for (const key of keys.sort()) {
      if (key.endsWith('/')) yield* this.keysBelow(key, prefix);
      else if (key.startsWith(prefix)) yield key;
    }
  }

  /** Has the bytes written to a staged file, then gives it its name. Leaves nothing behind when either fails. */
  private async place(key: string, options: PutOptions, write: (staged: string) => Promise<Checksum>): Promise<BlobInfo> {
    const staged = this.staging.newPath();
    try {
      const checksum = await write(staged);
      const record = { bytes: checksum.bytes, sha256: checksum.sha256() };
      return await this.writers.run(key, async () => {
        await this.giveName(key, staged, options);
        await this.checksums.write(key, record);
        return { key, ...record, modifiedMs: Math.trunc((await stat(this.pathOf(key))).mtimeMs) };
      });
    } catch (error) {
      throw isAbsence(error) ? error : blobFailureOf(key, error);
    } finally {
      await rm(staged, { force: true });
    }
  }

  private async giveName(key: string, staged: string, { ifAbsent = false }: PutOptions): Promise<void> {
    const path = this.pathOf(key);
    if (ifAbsent && (await this.isFile(key))) throw blobExists(key);
    await this.makeRoom(key);
    await this.checksums.delete(key);
    try {
      await (ifAbsent ? link(staged, path) : rename(staged, path));
    } catch (error) {
      throw hasCode(error, 'EEXIST') ? blobExists(key, error) : error;
    }
    await syncFolder(dirname(path));
  }

  /** Deleted blobs leave their folders behind, where a blob may come now. */
  private async makeRoom(key: string): Promise<void> {
    const path = this.pathOf(key);
    try {
      await makeDurableFolder(dirname(path));
    } catch (error) {
      throw hasCode(error, 'EEXIST', 'ENOTDIR') ? blobKeyConflict(key, error) : error;
    }
    if (!(await this.isFile(key)) && !(await removeIfWithoutFiles(path))) throw blobKeyConflict(key);
  }

  /**
   * Opens a blob with the checksum that belongs to it. A replacement takes the old checksum away before the new file gets the name, so
   * a checksum that is read while the open file still has the name is that of this file.
   */
  private async openBlob(key: string): Promise<{ handle: FileHandle; info: BlobInfo }> {
    for (;;) {
      const handle = await this.openFile(key);
      try {
        const { ino, mtimeMs } = await handle.stat();
        const known = await this.checksums.read(key);
        if ((await stat(this.pathOf(key))).ino === ino) {
          const record = known ?? (await this.recordChecksum(key, handle));
          return { handle, info: { key, bytes: record.bytes, sha256: record.sha256, modifiedMs: Math.trunc(mtimeMs) } };
        }
      } catch (error) {
        await handle.close();
        throw blobFailureOf(key, error);
      }
      await handle.close();
    }
  }

  private async openFile(key: string): Promise<FileHandle> {
    if (!(await this.isFile(key))) throw blobMissing(key);
    try {
      return await open(this.pathOf(key), 'r');
    } catch (error) {
      throw blobFailureOf(key, error);
    }
  }

  /** For a blob whose writer died before it could. Its bytes were on disk before it had a name, so they are what was written. */
  private async recordChecksum(key: string, handle: FileHandle): Promise<{ bytes: number; sha256: string }> {
    const checksum = await checksumOf(handle);
    const record = { bytes: checksum.bytes, sha256: checksum.sha256() };
    await this.writers.run(key, async () => {
      const [named, opened] = await Promise.all([stat(this.pathOf(key)), handle.stat()]);
      if (named.ino === opened.ino) await this.checksums.writeIfAbsent(key, record);
    });
    return record;
  }

  private async isFile(key: string): Promise<boolean> {
    try {
      return (await stat(this.pathOf(key))).isFile();
    } catch (error) {
      if (isAbsence(error)) return false;
      throw error;
    }
  }

  private pathOf(key: string): string {
    return join(this.blobsDir, key);
  }
}

/** Names in a folder, those of folders with a `/` at their end; none when it is absent. */
async function namesIn(path: string): Promise<string[]> {
  try {
    return (await readdir(path, { withFileTypes: true })).map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

/** A link costs nothing, but works only on one disk and not for every owner. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!hasCode(error, 'EXDEV', 'EPERM', 'EMLINK')) throw error;
    await copyFile(from, to);
  }
}
