import fc from 'fast-check';
import { eventPlace, placeOfId } from './event-place.js';

const places = fc.tuple(fc.integer({ min: 1, max: Date.UTC(2100, 0) }), fc.constantFrom(0 as const, 1 as const), fc.nat(2 ** 23 - 1));

describe('the place of an event', () => {
  it('sorts as text by time, then by topic, then by offset', () => {
    fc.assert(
      fc.property(places, places, (a, b) => {
        const [first, second] = [a, b].sort(([aMs, aSource, aOffset], [bMs, bSource, bOffset]) => aMs - bMs || aSource - bSource || aOffset - bOffset);
        expect(eventPlace(...(first ?? a)) <= eventPlace(...(second ?? b))).toBe(true);
      }),
    );
  });

  it('is compared with any number that a client gives, as numbers are', () => {
    fc.assert(
      fc.property(places, fc.bigInt({ min: 0n, max: 10n ** 25n }), fc.nat(5), (at, id, zeros) => {
        const place = eventPlace(...at);
        const given = placeOfId('0'.repeat(zeros) + String(id));
        expect(place < given).toBe(BigInt(place) < id);
        expect(place > given).toBe(BigInt(place) > id);
      }),
    );
  });
});
