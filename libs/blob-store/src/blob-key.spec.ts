import fc from 'fast-check';
import { checkKey, escapeKeySegment } from './blob-key.js';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', maxLength: 600 }),
  fc.constantFrom('.', '..', '%', '%2E', ''),
);

describe('escapeKeySegment', () => {
  it('makes one valid segment of any text', () => {
    fc.assert(
      fc.property(anyText, (name) => {
        const segment = escapeKeySegment(name);
        expect(segment).not.toContain('/');
        expect(() => checkKey(`files/${segment}`)).not.toThrow();
      }),
    );
  });

  it('makes different segments of different texts', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        fc.pre(one !== other);
        expect(escapeKeySegment(one)).not.toBe(escapeKeySegment(other));
      }),
    );
  });

  it('leaves ordinary file names as they are', () => {
    expect(escapeKeySegment('flights-2k_v1.csv.gz')).toBe('flights-2k_v1.csv.gz');
  });

  it('tells long names apart that begin alike', () => {
    const long = 'x'.repeat(1000);
    expect(escapeKeySegment(`${long}1`)).not.toBe(escapeKeySegment(`${long}2`));
    expect(escapeKeySegment(long).length).toBeLessThanOrEqual(200);
  });
});
