/** Pages by offset over a list that grows at the top overlap: each item once, in the order in which it comes first. */
export function withoutRepeats<Item extends { readonly id: number }>(pages: readonly (readonly Item[])[]): readonly Item[] {
  return [...new Map(pages.flat().map((item) => [item.id, item])).values()];
}
