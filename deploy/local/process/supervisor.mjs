import { setTimeout as delay } from 'node:timers/promises';
import { describeExit, launch, logTail, rotateLog } from './managed-process.mjs';

const FIRST_PAUSE_MS = 500;
const PAUSE_MAX_MS = 10_000;
/** A process that ran this long has proven itself: its next death starts the back-off anew. */
const SETTLED_AFTER_MS = 30_000;
const TAIL_LINES = 15;

/**
 * Keeps processes running: one that dies is started again, at once at first and then less and less often, and it says so.
 *
 * @param {{ say: (line: string) => void, onChange: () => void }} options `onChange` is told when processes came or went
 */
export function supervisor({ say, onChange }) {
  /** @type {Map<string, ReturnType<typeof keepRunning>>} */
  const kept = new Map();

  /** @param {import('./managed-process.mjs').ProcessSpec} spec */
  function keepRunning(spec) {
    const ending = new AbortController();
    rotateLog(spec.logFile);
    let current = launch(spec);
    let deaths = 0;

    async function watch() {
      let pauseMs = FIRST_PAUSE_MS;
      for (;;) {
        const launchedMs = performance.now();
        onChange();
        const exit = await current.exited;
        onChange();
        if (ending.signal.aborted) return;
        deaths += 1;
        if (performance.now() - launchedMs > SETTLED_AFTER_MS) pauseMs = FIRST_PAUSE_MS;
        say(
          `${spec.name} died (${describeExit(exit)}); starting it again in ${pauseMs / 1000} s. The end of ${spec.logFile}:\n${logTail(spec.logFile, TAIL_LINES)}`,
        );
        await delay(pauseMs, undefined, { signal: ending.signal }).catch(() => undefined);
        if (ending.signal.aborted) return;
        pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS);
        current = launch(spec);
      }
    }
    const watching = watch();

    return {
      spec,
      identity: () => current.identity,
      deaths: () => deaths,
      async stop() {
        ending.abort();
        await current.stop();
        await watching;
      },
    };
  }

  return {
    /** @param {import('./managed-process.mjs').ProcessSpec} spec */
    start(spec) {
      kept.set(spec.name, keepRunning(spec));
    },
    /** How often it died since it was first started. @param {string} name */
    deaths: (name) => kept.get(name)?.deaths() ?? 0,
    /** @returns {{ name: string, pid: number, began: string }[]} */
    running: () =>
      [...kept].flatMap(([name, { identity }]) => {
        const found = identity();
        return found === undefined ? [] : [{ name, ...found }];
      }),
    /**
     * Ends the named processes together and forgets them; one that dies meanwhile is not started again.
     *
     * @param {string[]} names
     */
    async stop(names) {
      const leaving = names.flatMap((name) => kept.get(name) ?? []);
      await Promise.all(leaving.map((one) => one.stop()));
      for (const { spec } of leaving) kept.delete(spec.name);
    },
  };
}

/** @typedef {ReturnType<typeof supervisor>} Supervisor */
