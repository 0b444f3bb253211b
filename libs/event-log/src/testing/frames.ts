const LENGTH_BYTES = 4;

/** Cuts a stream of the Kafka protocol into its messages: four bytes of length, then so many bytes. */
export class Frames {
  private rest: Buffer = Buffer.alloc(0);

  /** The messages that are complete with this chunk, length included. */
  push(chunk: Buffer): readonly Buffer[] {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const frames: Buffer[] = [];
    while (this.rest.length >= LENGTH_BYTES) {
      const end = LENGTH_BYTES + this.rest.readInt32BE(0);
      if (this.rest.length < end) break;
      frames.push(this.rest.subarray(0, end));
      this.rest = this.rest.subarray(end);
    }
    return frames;
  }
}

/** Requests that faults can aim at, by their number in the protocol. */
const API_KEYS = { produce: 0, fetch: 1, listOffsets: 2, metadata: 3 } as const;
export type RequestKind = keyof typeof API_KEYS;

export const kindOf = (request: Buffer): RequestKind | undefined => {
  const apiKey = request.readInt16BE(LENGTH_BYTES);
  return apiKey === API_KEYS.produce
    ? 'produce'
    : apiKey === API_KEYS.fetch
      ? 'fetch'
      : apiKey === API_KEYS.listOffsets
        ? 'listOffsets'
        : apiKey === API_KEYS.metadata
          ? 'metadata'
          : undefined;
};

export const correlationOfRequest = (request: Buffer): number => request.readInt32BE(LENGTH_BYTES + 4);
export const correlationOfResponse = (response: Buffer): number => response.readInt32BE(LENGTH_BYTES);
