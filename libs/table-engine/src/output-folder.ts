import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes a folder for `write` to fill and removes it again when that fails: there is a whole result or none. */
export async function withOutputFolder<T>(outDir: string, write: () => Promise<T>): Promise<T> {
  await mkdir(dirname(outDir), { recursive: true });
  await mkdir(outDir);
  try {
    return await write();
  } catch (error) {
    await rm(outDir, { recursive: true, force: true });
    throw error;
  }
}
