import type { JSX } from 'react';
import { durationWords } from '../wording/duration.js';
import type { Freshness } from './use-live.js';
import { useNow } from './use-now.js';

/** "Live", or since when it is not; nothing on a page that cannot change. */
export function LiveMark({ freshness }: { readonly freshness: Freshness }): JSX.Element | null {
  const nowMs = useNow(freshness.kind === 'reconnecting');
  switch (freshness.kind) {
    case 'still':
      return null;
    case 'live':
      return <span className="live-mark">Live</span>;
    case 'refused':
      return <span className="live-mark live-mark--lost">{freshness.reason}</span>;
    case 'reconnecting':
      return (
        <span className="live-mark live-mark--lost">
          Reconnecting
          {freshness.changedAtMs > 0 && `, last change ${durationWords((nowMs - freshness.changedAtMs) / 1000)} ago`}
        </span>
      );
  }
}
