import fc from 'fast-check';
import { BlobSignatures, type Grant } from './blob-signature.js';

const NOW_MS = Date.UTC(2026, 0, 1, 12);
const HOUR_MS = 3_600_000;
const signatures = new BlobSignatures('a secret of an installation');

const grant = (over: Partial<Grant> = {}): Grant => ({
  container: 'files-1-2',
  blob: null,
  permissions: 'rcw',
  expiresAtMs: NOW_MS + HOUR_MS,
  ...over,
});
const allowed = (query: string, address = { container: 'files-1-2', blob: 'a.csv' }, nowMs = NOW_MS) =>
  signatures.permissionsFor(address, new URLSearchParams(query), nowMs);

describe('a signature', () => {
  it('opens every blob of its container, and those of no other', () => {
    const query = signatures.queryOf(grant());
    expect(allowed(query)).toBe('rcw');
    expect(allowed(query, { container: 'files-1-2', blob: 'b/c' })).toBe('rcw');
    expect(allowed(query, { container: 'files-1-3', blob: 'a.csv' })).toBeUndefined();
  });

  it('for one blob opens only that', () => {
    const query = signatures.queryOf(grant({ blob: 'a.csv', permissions: 'r' }));
    expect(allowed(query)).toBe('r');
    expect(allowed(query, { container: 'files-1-2', blob: 'a.csvmanifest' })).toBeUndefined();
    expect(allowed(query, { container: 'files-1-2', blob: '' })).toBeUndefined();
  });

  it('ends at its expiry', () => {
    const query = signatures.queryOf(grant());
    expect(allowed(query, undefined, NOW_MS + HOUR_MS - 1)).toBe('rcw');
    expect(allowed(query, undefined, NOW_MS + HOUR_MS)).toBeUndefined();
  });

  it('of another installation opens nothing', () => {
    expect(allowed(new BlobSignatures('another secret').queryOf(grant()))).toBeUndefined();
  });

  it('survives that a client adds parameters of its own', () => {
    expect(allowed(`comp=block&blockid=AAAA&${signatures.queryOf(grant())}&timeout=30`)).toBe('rcw');
  });

  it.each([
    ['more permissions', 'sp', 'rcw'],
    ['a later expiry', 'se', '2099-01-01T00:00:00Z'],
    ['the whole container', 'sr', 'c'],
    ['an unknown permission', 'sp', 'rwdx'],
    ['an expiry that is none', 'se', 'never'],
    ['no signature', 'sig', ''],
    ['a longer signature', 'sig', 'A'.repeat(200)],
  ])('cannot be given %s', (_, name, value) => {
    const query = new URLSearchParams(signatures.queryOf(grant({ blob: 'a.csv', permissions: 'r' })));
    query.set(name, value);
    expect(allowed(query.toString())).toBeUndefined();
  });

  it('is worth nothing once a character of it is changed', () => {
    const query = new URLSearchParams(signatures.queryOf(grant()));
    const signature = query.get('sig') ?? '';
    fc.assert(
      fc.property(fc.nat(signature.length - 1), fc.constantFrom(...'ABab01_-'), (at, character) => {
        const changed = `${signature.slice(0, at)}${character}${signature.slice(at + 1)}`;
        // The last character of base64 carries bits that mean nothing.
        fc.pre(!Buffer.from(changed, 'base64url').equals(Buffer.from(signature, 'base64url')));
        query.set('sig', changed);
        expect(allowed(query.toString())).toBeUndefined();
      }),
    );
  });

  it('keeps container and blob apart, wherever a name could be split', () => {
    const query = signatures.queryOf(grant({ container: 'files-1-2', blob: '3', permissions: 'r' }));
    expect(allowed(query, { container: 'files-1-23', blob: '' })).toBeUndefined();
    expect(allowed(query, { container: 'files-1-', blob: '23' })).toBeUndefined();
  });
});
