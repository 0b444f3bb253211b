import { useEffect, useState } from 'react';
import { serverNowMs } from '../api/server-clock.js';

/** Server time, once a second while `ticking`: for durations that are still growing. */
export function useNow(ticking: boolean): number {
  const [nowMs, setNowMs] = useState(serverNowMs);
  useEffect(() => {
    setNowMs(serverNowMs());
    if (!ticking) return undefined;
    const timer = setInterval(() => setNowMs(serverNowMs()), 1000);
    return () => clearInterval(timer);
  }, [ticking]);
  return nowMs;
}
