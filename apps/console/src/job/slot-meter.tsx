import type { JSX } from 'react';
import type { Slots } from '../api/responses.js';
import { useNow } from '../live/use-now.js';
import { durationWords, secondsBetween } from '../wording/duration.js';
import { countWords } from '../wording/quantity.js';

/** More cells than this say nothing more; the figures beside them are exact. */
const CELLS_MAX = 40;
const WAITING_CELLS_MAX = 12;

/** The project's limit, drawn: who holds a slot, how many are free, who waits behind the line. */
export function SlotMeter({ slots }: { readonly slots: Slots }): JSX.Element {
  const { limit, running, waiting, waitingCount } = slots;
  const nowMs = useNow(waiting.length > 0);
  const longest = Math.max(0, ...waiting.map(({ since }) => secondsBetween(since, null, nowMs)));
  const free = Math.max(0, Math.min(limit, CELLS_MAX) - running.length);
  return (
    <section className="slots" aria-label="Slots">
      <span>
        <b>
          {running.length} of {limit}
        </b>{' '}
        slots in use
      </span>
      <span className="slots__cells" aria-hidden="true">
        {running.slice(0, CELLS_MAX).map((job) => (
          <i key={job.jobId} className={`s-${job.status}`} title={job.configurationName ?? job.componentId} />
        ))}
        {Array.from({ length: free }, (_, place) => (
          <i key={place} className="slots__free" />
        ))}
      </span>
      {waiting.length > 0 && (
        <>
          <span className="slots__limit" title="Project limit" />
          <span className="slots__cells" aria-hidden="true">
            {waiting.slice(0, WAITING_CELLS_MAX).map(({ jobId }) => (
              <i key={jobId} className="s-waiting" />
            ))}
          </span>
          <span>
            <b>{countWords(waitingCount)}</b> waiting, longest {durationWords(longest)}
          </span>
        </>
      )}
      <span className="slots__today">
        Today {countWords(slots.finishedToday)} finished, {countWords(slots.failedToday)} failed
      </span>
    </section>
  );
}
