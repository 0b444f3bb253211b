/** Something that waits in the order in which it was created. */
export interface Placed {
  readonly createdOffset: number;
}

/** A line in order of creation. Joining at the end is the common case; leaving costs one move of memory, not a search. */
export interface OrderedLine<T extends Placed> {
  readonly items: T[];
}

export const emptyLine = <T extends Placed>(): OrderedLine<T> => ({ items: [] });

/** Index of the first item that is not before the offset. */
const placeOf = <T extends Placed>({ items }: OrderedLine<T>, offset: number): number => {
  let low = 0;
  let high = items.length;
  if (high > 0 && (items[high - 1]?.createdOffset ?? 0) < offset) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((items[middle]?.createdOffset ?? Infinity) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
};

export const join = <T extends Placed>(line: OrderedLine<T>, item: T): void => {
  const place = placeOf(line, item.createdOffset);
  if (line.items[place] !== item) line.items.splice(place, 0, item);
};

export const leave = <T extends Placed>(line: OrderedLine<T>, item: T): void => {
  const place = placeOf(line, item.createdOffset);
  if (line.items[place] === item) line.items.splice(place, 1);
};

/** How many stand before the item, whether or not it is in the line itself. */
export const countBefore = <T extends Placed>(line: OrderedLine<T>, item: Placed): number => placeOf(line, item.createdOffset);
