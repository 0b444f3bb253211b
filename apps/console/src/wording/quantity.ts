const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const signed = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0, signDisplay: 'exceptZero' });
const UNITS = ['kB', 'MB', 'GB', 'TB', 'PB'];

/** "1,204,118" */
export const countWords = (count: number): string => grouped.format(count);

/** "+1,204", "-2,198", "0" */
export const changeWords = (change: number): string => signed.format(change).replace('-', '\u2212');

/** "1 row", "3 rows" */
export const manyWords = (count: number, one: string, many = `${one}s`): string =>
  `${countWords(count)} ${count === 1 ? one : many}`;

/** "426 B", "78.9 kB", "61.4 MB": decimal units. */
export function bytesWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let value = bytes / 1000;
  let unit = 0;
  // 999.95 would print as "1000.0": the next unit starts where the rounded figure would need four digits.
  while (value >= 999.95 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(1)} ${UNITS[unit] ?? ''}`;
}

/** Credits are small: four digits after the point, fewer when there are whole ones. */
export const creditsWords = (credits: number): string => credits.toFixed(credits >= 10 ? 2 : 4);

/** "first in line", "2nd in line" */
export function placeWords(place: number): string {
  if (place === 1) return 'first in line';
  const teen = place % 100 >= 11 && place % 100 <= 13;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th');
  return `${countWords(place)}${ending} in line`;
}
