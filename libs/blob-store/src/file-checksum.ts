import type { FileHandle } from 'node:fs/promises';
import { Checksum } from './checksum.js';

const CHUNK_BYTES = 256 * 1024;

/** Reads `start` to `end` (not included) of an open file in chunks, each in a buffer of its own; ends early where the file ends. */
export async function* readChunks(handle: FileHandle, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let position = start; position < end;) {
    const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, end - position));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

export async function checksumOf(handle: FileHandle): Promise<Checksum> {
  const checksum = new Checksum();
  for await (const chunk of readChunks(handle, 0, Number.POSITIVE_INFINITY)) checksum.add(chunk);
  return checksum;
}
