import fc from 'fast-check';
import { bytesWords, changeWords, countWords, creditsWords, manyWords, placeWords } from './quantity.js';

describe('quantities in words', () => {
  it.each([
    [0, '0 B'],
    [426, '426 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [78_900, '78.9 kB'],
    [999_949, '999.9 kB'],
    [999_950, '1.0 MB'],
    [61_400_000, '61.4 MB'],
  ])('says %d bytes as "%s"', (bytes, words) => {
    expect(bytesWords(bytes)).toBe(words);
  });

  it('never needs more than three digits before the point for a size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (bytes) => {
        expect(bytesWords(bytes)).toMatch(/^\d{1,3}(\.\d)? (B|kB|MB|GB|TB|PB)$/);
      }),
    );
  });

  it('groups thousands and signs changes', () => {
    expect(countWords(1_204_118)).toBe('1,204,118');
    expect(changeWords(1_204)).toBe('+1,204');
    expect(changeWords(-2_198)).toBe('\u22122,198');
    expect(changeWords(0)).toBe('0');
  });

  it('counts one thing and many things', () => {
    expect(manyWords(1, 'row')).toBe('1 row');
    expect(manyWords(3, 'row')).toBe('3 rows');
    expect(manyWords(2, 'job matches', 'jobs match')).toBe('2 jobs match');
  });

  it('says credits with the digits that matter', () => {
    expect(creditsWords(0.0418)).toBe('0.0418');
    expect(creditsWords(12.3456)).toBe('12.35');
  });

  it.each([
    [1, 'first in line'],
    [2, '2nd in line'],
    [11, '11th in line'],
    [13, '13th in line'],
    [23, '23rd in line'],
    [101, '101st in line'],
  ])('says place %d as "%s"', (place, words) => {
    expect(placeWords(place)).toBe(words);
  });
});
