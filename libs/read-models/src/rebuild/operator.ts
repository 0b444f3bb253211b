import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ReadModelFailure } from '../failure.js';
import { pointersOf } from '../generation/live-generation.js';
import type { ReadStore } from '../store/read-store.js';
import { requestsOf, type RequestKind, type RequestState } from './request.js';

/** A request as the operator follows it. */
export interface ModelRequest {
  readonly id: string;
  readonly owner: string;
}

const WATCH_EACH_MS = 250;

/**
 * Asks the owners of a model, or of all models, to rebuild or check; each answers for all of its models.
 * @throws ReadModelFailure `MODEL_UNKNOWN` when nobody keeps a model of that name.
 */
export const requestModels = async (store: ReadStore, kind: RequestKind, model?: string): Promise<readonly ModelRequest[]> => {
  const pointers = await store.run(() => pointersOf(store).find().toArray());
  const owners = new Set(
    pointers.filter(({ models }) => model === undefined || models.includes(model)).map(({ owner }) => owner),
  );
  if (owners.size === 0) {
    const known = pointers.flatMap(({ models }) => models).sort();
    const hint =
      known.length === 0
        ? 'No service has filled its models yet; start the platform first.'
        : `Known are: ${[...new Set(known)].join(', ')}.`;
    throw new ReadModelFailure('MODEL_UNKNOWN', model === undefined ? hint : `Nobody keeps a model "${model}". ${hint}`);
  }
  const requests = Array.from(owners, (owner) => ({ id: randomUUID(), owner }));
  const nowMs = Date.now();
  await store.run(() =>
    requestsOf(store).insertMany(
      requests.map(({ id, owner }) => ({
        _id: id,
        owner,
        kind,
        requestedMs: nowMs,
        beatMs: nowMs,
        runner: null,
        generation: null,
        progress: { state: 'requested' },
      })),
    ),
  );
  return requests;
};

export type RequestEnd = Exclude<RequestState, { readonly state: 'requested' | 'running' }>;

/**
 * Follows a request to its end, reporting each state on the way.
 * @param silentMsMax how long its owner may say nothing before the request counts as failed.
 */
export const watchRequest = async (
  store: ReadStore,
  request: ModelRequest,
  report: (state: RequestState) => void,
  silentMsMax = 30_000,
): Promise<RequestEnd> => {
  for (;;) {
    const found = await store.run(() => requestsOf(store).findOne({ _id: request.id }));
    if (found === null)
      return { state: 'failed', reason: 'The read store was replaced meanwhile: its models are being filled anew.' };
    const { progress, beatMs } = found;
    report(progress);
    if (progress.state !== 'requested' && progress.state !== 'running') return progress;
    if (Date.now() - beatMs > silentMsMax) {
      return {
        state: 'failed',
        reason: `${request.owner} has not answered for ${silentMsMax / 1_000} s. Check that it runs and that its clock is right.`,
      };
    }
    await delay(WATCH_EACH_MS);
  }
};
