import { readdressed } from './manifest.js';

const HTTP = 'http://127.0.0.1:8080/blob/runledger.blob.core.windows.net';
const HTTPS = 'https://files.example/blob/runledger.blob.core.windows.net';
const manifest = (...urls: readonly string[]): string =>
  JSON.stringify({ entries: urls.map((url) => ({ url, mandatory: true })) });

describe('the manifest that a client wrote', () => {
  it('names its slices as the endpoint of the reader spells them', () => {
    const written = manifest('azure://127.0.0.1:8080/blob/runledger.blob.core.windows.net/files-1-2/s0', `${HTTP}/files-1-2/s/1`);
    expect(readdressed(written, 'files-1-2', HTTP)).toBe(manifest(`${HTTP}/files-1-2/s0`, `${HTTP}/files-1-2/s/1`));
    expect(readdressed(written, 'files-1-2', HTTPS)).toBe(
      manifest(`azure${HTTPS.slice(5)}/files-1-2/s0`, `azure${HTTPS.slice(5)}/files-1-2/s/1`),
    );
  });

  it('keeps entries that point elsewhere, and all other members', () => {
    const written = JSON.stringify({
      version: 1,
      entries: [{ url: `${HTTP}/files-1-3/s0` }, { url: 's3://bucket/key' }, { url: 7 }, 'x'],
    });
    expect(JSON.parse(readdressed(written, 'files-1-2', HTTP))).toEqual(JSON.parse(written));
  });

  it.each(['', 'no JSON', '[]', '{"entries":1}', '{"entries":null}', '['.repeat(100_000)])(
    'stays as it is when it is none: %#',
    (text) => {
      expect(readdressed(text, 'files-1-2', HTTP)).toBe(text);
    },
  );
});
