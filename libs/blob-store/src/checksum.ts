import { createHash } from 'node:crypto';

/** Counts and digests bytes on their way. */
export class Checksum {
  private readonly hash = createHash('sha256');
  private counted = 0;

  add(chunk: Uint8Array): void {
    this.hash.update(chunk);
    this.counted += chunk.length;
  }

  get bytes(): number {
    return this.counted;
  }

  /** Ends the count; call it once. */
  sha256(): string {
    return this.hash.digest('hex');
  }
}

export async function* chunksOf(body: AsyncIterable<Uint8Array> | Uint8Array): AsyncGenerator<Uint8Array> {
  if (body instanceof Uint8Array) yield body;
  else yield* body;
}
