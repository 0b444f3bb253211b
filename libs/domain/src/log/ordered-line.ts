/** Something that was created at a position of the log. */
export interface Placed {
  readonly createdOffset: number;
}

/** Oldest first. */
export const byCreation = (a: Placed, b: Placed): number => a.createdOffset - b.createdOffset;

/**
 * A line of waiting things, kept in order. Joining at the end and leaving from the front, the common cases, cost nothing that
 * grows with the line; anywhere else one move of memory.
 */
export interface OrderedLine<T> {
  /** A total order: two different things never compare as equal. */
  readonly compare: (a: T, b: T) => number;
  /** Places before `front` were left already and are empty. */
  readonly places: (T | undefined)[];
  front: number;
}

export const emptyLine = <T>(compare: (a: T, b: T) => number): OrderedLine<T> => ({ compare, places: [], front: 0 });

/** Empty places at the front that are worth a move of memory. */
const EMPTY_PLACES_MAX = 64;

export const sizeOfLine = <T>({ places, front }: OrderedLine<T>): number => places.length - front;

export const firstOf = <T>({ places, front }: OrderedLine<T>): T | undefined => places[front];

export function* itemsOf<T>({ places, front }: OrderedLine<T>): Generator<T> {
  for (let place = front; place < places.length; place += 1) {
    const item = places[place];
    if (item !== undefined) yield item;
  }
}

/** Whether the item at a place stands before another. */
const isBefore = <T>({ places, compare }: OrderedLine<T>, place: number, item: T): boolean => {
  const there = places[place];
  return there !== undefined && compare(there, item) < 0;
};

/** First place whose item is not before the given one. */
const placeOf = <T>(line: OrderedLine<T>, item: T): number => {
  let low = line.front;
  let high = line.places.length;
  if (low === high || isBefore(line, high - 1, item)) return high;
  if (!isBefore(line, low, item)) return low;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(line, middle, item)) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Without effect when the item is in the line already. */
export const join = <T>(line: OrderedLine<T>, item: T): void => {
  const place = placeOf(line, item);
  if (place === line.places.length) line.places.push(item);
  else if (line.places[place] !== item) line.places.splice(place, 0, item);
};

/** Without effect when the item is not in the line. */
export const leave = <T>(line: OrderedLine<T>, item: T): void => {
  const place = placeOf(line, item);
  if (line.places[place] !== item) return;
  if (place !== line.front) {
    line.places.splice(place, 1);
    return;
  }
  line.places[place] = undefined;
  line.front += 1;
  if (line.front > EMPTY_PLACES_MAX && line.front * 2 > line.places.length) {
    line.places.splice(0, line.front);
    line.front = 0;
  }
};

/** How many stand before the item, whether or not it is in the line itself. */
export const countBefore = <T>(line: OrderedLine<T>, item: T): number => placeOf(line, item) - line.front;
