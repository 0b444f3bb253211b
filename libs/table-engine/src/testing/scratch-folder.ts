import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineLimits } from '../engine-limits.js';

const MIB = 1024 * 1024;

/** A folder of one test, with the limits that point into it. */
export class ScratchFolder {
  private names = 0;

  private constructor(readonly path: string) {}

  static async create(): Promise<ScratchFolder> {
    return new ScratchFolder(await mkdtemp(join(tmpdir(), 'table engine-')));
  }

  get limits(): EngineLimits {
    return { threads: 2, memoryLimitBytes: 512 * MIB, tempDir: join(this.path, 'spill') };
  }

  /** A path that nothing is at yet. */
  newPath(): string {
    this.names += 1;
    return join(this.path, `item-${this.names}`);
  }

  async file(content: string | Uint8Array): Promise<string> {
    const path = this.newPath();
    await writeFile(path, content);
    return path;
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }
}
