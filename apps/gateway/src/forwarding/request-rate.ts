const WINDOW_MS = 1_000;

/** Counts requests per caller in windows of a second. Forgets everybody at the end of each, so that it never grows beyond one second's callers. */
export class RequestRate {
  private windowEndMs = 0;
  private readonly counts = new Map<string, number>();

  /** @param requestsPerSecondMax 0: without limit */
  constructor(private readonly requestsPerSecondMax: number) {}

  /** Counts one request, and says whether the caller may make it. */
  admits(caller: string, nowMs: number): boolean {
    if (this.requestsPerSecondMax === 0) return true;
    if (nowMs >= this.windowEndMs) {
      this.counts.clear();
      this.windowEndMs = nowMs + WINDOW_MS;
    }
    const count = (this.counts.get(caller) ?? 0) + 1;
    this.counts.set(caller, count);
    return count <= this.requestsPerSecondMax;
  }
}
