import fc from 'fast-check';
import { compareDecimalIds } from './ids.js';

describe('decimal ids', () => {
  it('compare as numbers, however long they are', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.bigInt({ min: 0n, max: 10n ** 30n }), (a, b) => {
        expect(Math.sign(compareDecimalIds(String(a), String(b)))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });
});
