import fc from 'fast-check';
import { addValue, emptyIntervalSet, hasValue, maxValue } from './interval-set.js';

describe('an interval set', () => {
  it('has exactly what was added, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(80), { maxLength: 120, size: 'max' }), (values) => {
        const set = emptyIntervalSet();
        const expected = new Set<number>();
        for (const value of values) {
          addValue(set, value);
          expected.add(value);
          expect(maxValue(set)).toBe(Math.max(...expected));
        }
        for (let value = 0; value <= 81; value += 1) expect(hasValue(set, value)).toBe(expected.has(value));
        // Disjoint, sorted, and never two that touch.
        for (const [index, end] of set.ends.entries()) expect((set.starts[index + 1] ?? Infinity) - end).toBeGreaterThan(1);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps a million dense ids as one interval', () => {
    const set = emptyIntervalSet();
    for (let value = 1_000_000; value > 0; value -= 1) addValue(set, value);
    expect([set.starts, set.ends]).toEqual([[1], [1_000_000]]);
  });

  it('is exact up to the largest ids that a log can give', () => {
    const set = emptyIntervalSet();
    addValue(set, 999_999_999_999_999);
    expect([hasValue(set, 999_999_999_999_999), hasValue(set, 999_999_999_999_998)]).toEqual([true, false]);
  });
});
