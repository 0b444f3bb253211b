import { createHash } from 'node:crypto';
import { PAYLOAD_INLINE_BYTES_MAX, type Json } from '@runledger/contracts';
import fc from 'fast-check';
import { Payloads, type PayloadStore } from './payloads.js';

class InMemoryPayloadStore implements PayloadStore {
  readonly stored = new Map<string, Uint8Array>();

  async put(bytes: Uint8Array): Promise<{ readonly digest: string; readonly bytes: number }> {
    const digest = createHash('sha256').update(bytes).digest('hex');
    this.stored.set(digest, bytes);
    return { digest, bytes: bytes.byteLength };
  }

  async get(digest: string): Promise<Uint8Array> {
    const bytes = this.stored.get(digest);
    if (bytes === undefined) throw new Error('absent');
    return bytes;
  }
}

describe('Payloads', () => {
  let store: InMemoryPayloadStore;
  let payloads: Payloads;
  beforeEach(() => {
    store = new InMemoryPayloadStore();
    payloads = new Payloads(store);
  });

  it('gives back every value as it was', () =>
    fc.assert(
      fc.asyncProperty(fc.json(), async (text) => {
        const value = JSON.parse(text) as Json;
        expect(await payloads.fromPayload(await payloads.toPayload(value))).toEqual(value);
      }),
    ));

  it('keeps small values in the log and stores larger ones, counted in bytes', async () => {
    const largest = 'ž'.repeat((PAYLOAD_INLINE_BYTES_MAX - 2) / 2);
    expect(await payloads.toPayload(largest)).toEqual({ inline: largest });
    const larger = `${largest}x`;
    const payload = await payloads.toPayload(larger);
    expect(payload).toMatchObject({ bytes: PAYLOAD_INLINE_BYTES_MAX + 1 });
    expect(store.stored.size).toBe(1);
    expect(await payloads.fromPayload(payload)).toBe(larger);
  });
});
