import fc from 'fast-check';
import type { Json } from '@runledger/contracts';
import { SecretBox } from './secret-box.js';

const box = new SecretBox('a secret of the installation, long enough');

describe('a secret box', () => {
  it('encrypts only what stands under a # key, at any depth', () => {
    const sealed = box.encryptSecrets({ '#password': 'a', list: [{ '#key': 'b', plain: 'c' }], '#nested': { inner: 'd', count: 1 } });
    expect(JSON.stringify(sealed)).not.toMatch(/"[abd]"/);
    expect(sealed).toMatchObject({ list: [{ plain: 'c' }], '#nested': { count: 1 } });
  });

  it('opens what it sealed, and gives two cipher texts for one text', () => {
    const [first, second] = [box.encryptText('same'), box.encryptText('same')];
    expect(first).not.toBe(second);
    expect([box.decryptSecrets(first), box.decryptSecrets(second)]).toEqual(['same', 'same']);
  });

  it('leaves cipher texts as they are, of others too', () => {
    const foreign = 'KBC::ComponentSecure::abc';
    expect(box.encryptSecrets({ '#a': foreign })).toEqual({ '#a': foreign });
    expect(box.decryptSecrets({ '#a': foreign })).toEqual({ '#a': foreign });
  });

  it('does not open what was sealed by another installation, or changed', () => {
    const sealed = box.encryptText('secret');
    expect(new SecretBox('another secret, just as long as ours').decryptSecrets(sealed)).toBe(sealed);
    const changed = `${sealed.slice(0, -6)}AAAAAA`;
    expect(box.decryptSecrets(changed)).toBe(changed);
  });

  it('changes nothing but secrets, and gives everything back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // A text that looks like a cipher text is taken for one; nobody has it by chance.
        expect(box.decryptSecrets(box.encryptSecrets(value as Json))).toEqual(value);
      }),
    );
  });
});
