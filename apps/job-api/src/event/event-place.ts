/** Enough for append times until the year 2158; all places have it, so that they sort as text. */
const PLACE_DIGITS = 20;

/** Order of events over partitions and topics: append time, then a tie-breaker that is the same at every replay. */
export const eventPlace = (appendTimeMs: number, source: 0 | 1, offset: number): string =>
  ((BigInt(appendTimeMs) << 24n) | (BigInt(source) << 23n) | BigInt(offset % 2 ** 23)).toString().padStart(PLACE_DIGITS, '0');

/** A decimal number that a client gives as an id, in the form in which places are compared. */
export const placeOfId = (digits: string): string => {
  const significant = digits.replace(/^0+/, '');
  return significant.length > PLACE_DIGITS ? '9'.repeat(PLACE_DIGITS) : significant.padStart(PLACE_DIGITS, '0');
};
