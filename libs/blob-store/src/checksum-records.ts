import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { removeIfWithoutFiles } from './durable-folder.js';
import { hasCode, isAbsence } from './file-error.js';
import type { StagingArea } from './staging-area.js';

export interface ChecksumRecord {
  readonly bytes: number;
  readonly sha256: string;
}

/** The checksums of a folder's blobs, as small files in a tree of their own, so that the blobs' folders hold nothing else. */
export class ChecksumRecords {
  constructor(
    private readonly folder: string,
    private readonly staging: StagingArea,
  ) {}

  /** A record that cannot be read counts as missing. */
  async read(key: string): Promise<ChecksumRecord | undefined> {
    try {
      return parseRecord(await readFile(this.pathOf(key), 'utf8'));
    } catch (error) {
      if (isAbsence(error) || hasCode(error, 'EISDIR')) return undefined;
      throw error;
    }
  }

  async write(key: string, record: ChecksumRecord): Promise<void> {
    await this.withStaged(key, record, async (staged, path) => {
      await removeIfWithoutFiles(path);
      await rename(staged, path);
    });
  }

  /** Leaves a record alone that is there already. */
  async writeIfAbsent(key: string, record: ChecksumRecord): Promise<void> {
    await this.withStaged(key, record, async (staged, path) => {
      try {
        await link(staged, path);
      } catch (error) {
        if (!hasCode(error, 'EEXIST')) throw error;
      }
    });
  }

  async delete(key: string): Promise<void> {
    try {
      await rm(this.pathOf(key));
    } catch (error) {
      if (!isAbsence(error) && !hasCode(error, 'EISDIR', 'ERR_FS_EISDIR')) throw error;
    }
  }

  private async withStaged(
    key: string,
    record: ChecksumRecord,
    place: (staged: string, path: string) => Promise<void>,
  ): Promise<void> {
    const staged = this.staging.newPath();
    try {
      // not synced: one that a power cut takes or empties is made anew
      await writeFile(staged, JSON.stringify(record), { flag: 'wx' });
      await mkdir(dirname(this.pathOf(key)), { recursive: true });
      await place(staged, this.pathOf(key));
    } finally {
      await rm(staged, { force: true });
    }
  }

  private pathOf(key: string): string {
    return join(this.folder, key);
  }
}

function parseRecord(text: string): ChecksumRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('bytes' in value) || !('sha256' in value)) return undefined;
    const { bytes, sha256 } = value;
    return typeof bytes === 'number' && typeof sha256 === 'string' ? { bytes, sha256 } : undefined;
  } catch {
    return undefined;
  }
}
