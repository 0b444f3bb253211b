import { PAYLOAD_INLINE_BYTES_MAX, type Json, type Payload } from '@runledger/contracts';

/** Content-addressed store for values that are too large for the log. Implemented by the blob store. */
export interface PayloadStore {
  put(bytes: Uint8Array): Promise<{ readonly digest: string; readonly bytes: number }>;
  get(digest: string): Promise<Uint8Array>;
}

/** Turns values into payloads and back. Bytes are stored before the event that names them, so a reference never dangles. */
export class Payloads {
  constructor(private readonly store: PayloadStore) {}

  async toPayload(value: Json): Promise<Payload> {
    const bytes = Buffer.from(JSON.stringify(value));
    return bytes.byteLength <= PAYLOAD_INLINE_BYTES_MAX ? { inline: value } : this.store.put(bytes);
  }

  async fromPayload(payload: Payload): Promise<Json> {
    if ('inline' in payload) return payload.inline;
    return JSON.parse(Buffer.from(await this.store.get(payload.digest)).toString('utf8')) as Json;
  }
}
