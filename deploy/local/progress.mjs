const TICK_MS = 1_000;

/**
 * Says what is going on: one line per slow step with its time. On a terminal the running step counts its seconds on
 * its own line; elsewhere (CI, a file) each line is written once.
 *
 * @param {NodeJS.WriteStream} out
 */
export function progressOn(out) {
  /** @type {string | undefined} */
  let running;
  const clear = () => {
    if (out.isTTY && running !== undefined) out.write('\r\u001b[K');
  };
  const seconds = (/** @type {number} */ startedMs) => `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;

  return {
    /** @param {string} line */
    say(line) {
      clear();
      out.write(`${line}\n`);
      if (out.isTTY && running !== undefined) out.write(running);
    },

    /**
     * @template T
     * @param {string} title
     * @param {() => Promise<T>} work
     * @returns {Promise<T>}
     */
    async step(title, work) {
      const startedMs = performance.now();
      const show = () => {
        running = `  ${title} … ${seconds(startedMs)}`;
        clear();
        out.write(running);
      };
      const ticking = out.isTTY ? setInterval(show, TICK_MS) : undefined;
      if (out.isTTY) show();
      else out.write(`  ${title} …\n`);
      const end = (/** @type {string} */ outcome) => {
        clearInterval(ticking);
        clear();
        running = undefined;
        out.write(`  ${title}: ${outcome} ${seconds(startedMs)}\n`);
      };
      try {
        const result = await work();
        end('done in');
        return result;
      } catch (error) {
        end('failed after');
        throw error;
      }
    },
  };
}

/** @typedef {ReturnType<typeof progressOn>} Progress */
