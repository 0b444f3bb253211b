import { setTimeout as delay } from 'node:timers/promises';
import { percentiles, rounded } from './statistics.mjs';

const WARM_UP = 100;
const ROUND_TRIPS = 500;
const SUSTAINED_JOBS = 20_000;
const IN_FLIGHT = 64;
const IDLE_CHECK_MS = 20;

/**
 * One no-op job after the other: from `POST /jobs` until `GET /jobs/{id}` shows it finished.
 *
 * @param {import('./queue-client.mjs').QueueClient} queue
 */
export async function roundTrips(queue) {
  const samples = [];
  for (let count = 0; count < WARM_UP + ROUND_TRIPS; count += 1) {
    const startMs = performance.now();
    const { id } = await queue.createNoop();
    const { status } = await queue.finished(id);
    if (status !== 'success') throw new Error(`job ${id} ended ${status}`);
    if (count >= WARM_UP) samples.push(performance.now() - startMs);
  }
  return { jobs: ROUND_TRIPS, roundTripMs: percentiles(samples) };
}

/**
 * Many jobs over many projects at once: from the first `POST /jobs` until every project is idle.
 *
 * @param {import('./queue-client.mjs').QueueClient[]} queues one per project
 */
export async function sustainedLifecycles(queues) {
  let next = 0;
  const startMs = performance.now();
  const post = async () => {
    for (let count = next++; count < SUSTAINED_JOBS; count = next++) await queues[count % queues.length]?.createNoop();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, post));
  const acceptedMs = performance.now() - startMs;
  for (const queue of queues) while (!(await queue.isIdle())) await delay(IDLE_CHECK_MS);
  const finishedMs = performance.now() - startMs;
  return {
    jobs: SUSTAINED_JOBS,
    projects: queues.length,
    acceptedPerSecond: rounded((SUSTAINED_JOBS / acceptedMs) * 1000),
    lifecyclesPerSecond: rounded((SUSTAINED_JOBS / finishedMs) * 1000),
  };
}
