/**
 * How far this browser's clock is from the server's, learned from the `Date` header of answers. Durations of running jobs are
 * counted from server time, so a wrong clock on the desk does not make a job look an hour long.
 */
let offsetMs = 0;

/** `Date` has a resolution of one second: a difference below two is not a difference. */
const RESOLUTION_MS = 2_000;

export function learnServerTime(dateHeader: string | null): void {
  if (dateHeader === null) return;
  const measured = Date.parse(dateHeader) - Date.now();
  if (Number.isNaN(measured)) return;
  offsetMs = Math.abs(measured) < RESOLUTION_MS ? 0 : measured;
}

export const serverNowMs = (): number => Date.now() + offsetMs;
