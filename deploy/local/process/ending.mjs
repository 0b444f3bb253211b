const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Turns the first signal into an abort and swallows the rest: a terminal's Ctrl-C arrives from the terminal and from
 * npm, and an orderly end must not be cut short by the second.
 *
 * @returns {{ signal: AbortSignal, asked: Promise<void> }} `asked` resolves at the first signal
 */
export function endingOnSignals() {
  const ending = new AbortController();
  const asked = new Promise((resolve) => ending.signal.addEventListener('abort', () => resolve(undefined), { once: true }));
  for (const name of SIGNALS) process.on(name, () => ending.abort(new Error(`ended by ${name}`)));
  return { signal: ending.signal, asked };
}
