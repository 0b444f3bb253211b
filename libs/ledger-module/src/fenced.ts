/**
 * Reads after a fence. With the log away, what is there is still answered, but nobody is told that something is not there
 * (design section 6): then the fence's own error goes up.
 */
export const readFenced = async <T>(fence: () => Promise<unknown>, read: () => T | undefined | Promise<T | undefined>): Promise<T | undefined> => {
  try {
    await fence();
  } catch (unreachable) {
    const found = await read();
    if (found === undefined) throw unreachable;
    return found;
  }
  return read();
};

/** The same for a list: an empty one says that nothing is there, so it needs the fence. */
export const listFenced = async <T>(fence: () => Promise<unknown>, list: () => readonly T[] | Promise<readonly T[]>): Promise<readonly T[]> => {
  const found = await readFenced(fence, async () => {
    const items = await list();
    return items.length === 0 ? undefined : items;
  });
  return found ?? [];
};
