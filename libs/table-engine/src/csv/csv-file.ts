import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { EngineFailure } from '../engine-failure.js';
import { hasCode, messageOf } from '../error-text.js';

/** A CSV file as it lies on disk. */
export interface CsvFile {
  readonly path: string;
  /** Which of the files of the request, from one. */
  readonly number: number;
  readonly gzip: boolean;
  /** Compressed size, if it is compressed. */
  readonly bytes: number;
}

/** Looks at each file's size and first bytes; names say nothing (contract section 5.3). */
export const inspectCsvFiles = (paths: readonly string[]): Promise<CsvFile[]> =>
  Promise.all(
    paths.map(async (path, index) => ({
      path,
      number: index + 1,
      gzip: await startsAsGzip(path),
      bytes: (await stat(path)).size,
    })),
  );

async function startsAsGzip(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

/** The text of a file in chunks, decompressed. Throws `CSV_COMPRESSION_INVALID`. */
export async function* readText(file: CsvFile, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const raw = createReadStream(file.path, { highWaterMark: 256 * 1024, ...(signal && { signal }) });
  if (!file.gzip) {
    yield* raw as AsyncIterable<Buffer>;
    return;
  }
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  raw.on('error', (error) => gunzip.destroy(error));
  try {
    yield* raw.pipe(gunzip) as AsyncIterable<Buffer>;
  } catch (error) {
    throw hasCode(error, /^Z_/) ? compressionInvalid(file, error) : error;
  } finally {
    raw.destroy();
  }
}

const compressionInvalid = (file: CsvFile, error: unknown): EngineFailure =>
  new EngineFailure(
    'CSV_COMPRESSION_INVALID',
    `File ${file.number} is not a whole gzip file (${messageOf(error)}). Compress and upload it again.`,
    { file: file.number },
    { cause: error },
  );
