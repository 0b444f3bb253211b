/**
 * @param {number[]} samples
 * @returns {{ p50: number, p95: number, p99: number, max: number }} in the unit of the samples, one decimal
 */
export function percentiles(samples) {
  if (samples.length === 0) throw new Error('no samples were taken');
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ share) =>
    rounded(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** @param {number} value */
export function rounded(value) {
  return Math.round(value * 10) / 10;
}
