import type { JSX } from 'react';
import { serverNowMs } from '../api/server-clock.js';
import { clockWords, fullWords, timeWords } from './instant.js';

/** The zone of this browser. It is named on every page. */
export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

interface TimeProps {
  readonly at: string;
  /** `short` leaves out what is the same as today's; `clock` is the time of day alone; `full` says everything. */
  readonly as?: 'short' | 'clock' | 'full';
}

export function Time({ at, as = 'short' }: TimeProps): JSX.Element {
  const full = fullWords(at, zone);
  const words = {
    short: () => clockWords(at, { nowMs: serverNowMs(), zone }),
    clock: () => timeWords(at, zone),
    full: () => full,
  };
  return (
    <time dateTime={at} title={full}>
      {words[as]()}
    </time>
  );
}
