import { createReadStream } from 'node:fs';
import { readText, type CsvFile } from './csv-file.js';

const [LINE_FEED, CARRIAGE_RETURN] = [0x0a, 0x0d];

/** Of a plain file no more than this is read at first: hardly any last line is longer. */
const TAIL_BYTES = 64 * 1024;

/**
 * The length of the last line with something in it, counted up to `bytesMax` in a plain file. A gzipped file is read whole for it,
 * which throws `CSV_COMPRESSION_INVALID` if it is cut off or damaged: DuckDB would read it as if it ended there.
 */
export async function lastLineBytes(file: CsvFile, bytesMax: number, signal?: AbortSignal): Promise<number> {
  if (file.gzip) return (await lastLineOf(readText(file, signal))).bytes;
  for (let tailBytes = TAIL_BYTES; ; tailBytes *= 8) {
    const { bytes, hasStart } = await lastLineOf(createReadStream(file.path, { start: Math.max(0, file.bytes - tailBytes) }));
    if (hasStart || tailBytes >= file.bytes) return bytes;
    if (tailBytes >= bytesMax) return bytesMax;
  }
}

interface LastLine {
  readonly bytes: number;
  /** Whether the text holds the end of the line before. */
  readonly hasStart: boolean;
}

async function lastLineOf(text: AsyncIterable<Buffer>): Promise<LastLine> {
  let line: LastLine = { bytes: 0, hasStart: false };
  let hasEnded = false;
  for await (const chunk of text) {
    let end = chunk.length - 1;
    while (end >= 0 && isLineEnd(chunk[end])) end -= 1;
    if (end >= 0) {
      const lineEnd = Math.max(chunk.lastIndexOf(LINE_FEED, end), chunk.lastIndexOf(CARRIAGE_RETURN, end));
      if (lineEnd >= 0) line = { bytes: end - lineEnd, hasStart: true };
      else if (hasEnded) line = { bytes: end + 1, hasStart: true };
      else line = { bytes: line.bytes + end + 1, hasStart: line.hasStart };
    }
    hasEnded = end < chunk.length - 1;
  }
  return line;
}

const isLineEnd = (byte: number | undefined): boolean => byte === LINE_FEED || byte === CARRIAGE_RETURN;
