import fc from 'fast-check';
import { rangeOf } from './byte-range.js';

describe('a range', () => {
  it.each([
    ['bytes=0-4', { start: 0, endInclusive: 4 }],
    ['bytes=3-', { start: 3, endInclusive: 9 }],
    ['bytes=9-33554431', { start: 9, endInclusive: 9 }],
    ['bytes=10-', 'outside'],
    ['bytes=5-2', undefined],
    ['bytes=-3', undefined],
    ['bytes=0-1,3-4', undefined],
    ['lines=0-4', undefined],
    ['bytes=99999999999999999999-', undefined],
    [undefined, undefined],
  ])('%s of ten bytes', (header, range) => {
    expect(rangeOf(header, 10)).toEqual(range);
  });

  it('of an empty blob is always outside', () => {
    expect(rangeOf('bytes=0-33554431', 0)).toBe('outside');
  });

  it('takes the bytes that a buffer would give', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), fc.nat(60), fc.nat(60), (bytes, first, length) => {
        const content = Buffer.from(bytes);
        const range = rangeOf(`bytes=${first}-${first + length}`, content.length);
        const expected = content.subarray(first, first + length + 1);
        if (range === undefined || range === 'outside') expect(expected.length).toBe(0);
        else expect(content.subarray(range.start, range.endInclusive + 1)).toEqual(expected);
      }),
    );
  });
});
