import fc from 'fast-check';
import { byCreation, countBefore, emptyLine, firstOf, itemsOf, join, leave, sizeOfLine, type Placed } from './ordered-line.js';

const moves = fc.array(fc.record({ leaves: fc.boolean(), createdOffset: fc.nat(60) }), { maxLength: 300, size: 'max' });

describe('an ordered line', () => {
  it('is a sorted list without duplicates, whatever joins and leaves in whatever order', () => {
    fc.assert(
      fc.property(moves, (moved) => {
        const things: readonly Placed[] = Array.from({ length: 61 }, (_, createdOffset) => ({ createdOffset }));
        const line = emptyLine<Placed>(byCreation);
        const inLine = new Set<Placed>();
        for (const { leaves, createdOffset } of moved) {
          const thing = things[createdOffset];
          if (thing === undefined) continue;
          if (leaves) leave(line, thing);
          else join(line, thing);
          if (leaves) inLine.delete(thing);
          else inLine.add(thing);
          const expected = [...inLine].sort(byCreation);
          expect([...itemsOf(line)]).toEqual(expected);
          expect([firstOf(line), sizeOfLine(line)]).toEqual([expected[0], expected.length]);
          expect(countBefore(line, thing)).toBe(expected.filter((other) => other.createdOffset < createdOffset).length);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('does not hold on to what has left, however long it is used', () => {
    const line = emptyLine<Placed>(byCreation);
    for (let createdOffset = 0; createdOffset < 10_000; createdOffset += 1) {
      const thing = { createdOffset };
      join(line, thing);
      leave(line, thing);
    }
    expect(line.places.length).toBeLessThan(200);
    expect(line.places.every((place) => place === undefined)).toBe(true);
  });
});
