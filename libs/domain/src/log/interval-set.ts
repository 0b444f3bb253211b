/**
 * A set of non-negative integers kept as disjoint, sorted, closed intervals: dense ids cost next to nothing,
 * so the ids ever used can be remembered for ever.
 */
export interface IntervalSet {
  readonly starts: number[];
  readonly ends: number[];
}

export const emptyIntervalSet = (): IntervalSet => ({ starts: [], ends: [] });

/** Index of the last interval that starts at or before the value, or -1. */
const indexBefore = ({ starts }: IntervalSet, value: number): number => {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? Infinity) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

export const hasValue = (set: IntervalSet, value: number): boolean => value <= (set.ends[indexBefore(set, value)] ?? -1);

export const addValue = (set: IntervalSet, value: number): void => {
  const before = indexBefore(set, value);
  if (value <= (set.ends[before] ?? -1)) return;
  const joinsBefore = set.ends[before] === value - 1;
  const joinsAfter = set.starts[before + 1] === value + 1;
  if (joinsBefore && joinsAfter) {
    set.ends.splice(before, 1);
    set.starts.splice(before + 1, 1);
  } else if (joinsBefore) set.ends[before] = value;
  else if (joinsAfter) set.starts[before + 1] = value;
  else {
    set.starts.splice(before + 1, 0, value);
    set.ends.splice(before + 1, 0, value);
  }
};

/** The largest value, or -1. */
export const maxValue = (set: IntervalSet): number => set.ends.at(-1) ?? -1;
