import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Filter, UpdateFilter } from 'mongodb';
import { isReadModelFailure } from '../failure.js';
import type { ReadStore } from '../store/read-store.js';
import { requestsOf, type RequestDocument, type RequestState } from './request.js';

const BEAT_EACH_MS = 1_000;
/** A request whose runner has been silent for so long is taken up by another. */
const SILENT_MS_MAX = 10_000;
const REQUESTS_KEPT_MS = 24 * 60 * 60 * 1_000;

/** Requests to one owner. Among all of its replicas one request runs at a time. */
export class RequestQueue {
  readonly #store: ReadStore;
  readonly #owner: string;
  readonly #runner = randomUUID();

  constructor(store: ReadStore, owner: string) {
    this.#store = store;
    this.#owner = owner;
  }

  /**
   * Takes the oldest request that nobody works on.
   * @param closing ends the work without ending the request: somebody else takes it up from scratch.
   */
  async claim(closing: AbortSignal): Promise<Claim | undefined> {
    const nowMs = Date.now();
    const requests = requestsOf(this.#store);
    const running = { owner: this.#owner, 'progress.state': 'running' };
    const workedOn: Filter<RequestDocument> = { ...running, beatMs: { $gte: nowMs - SILENT_MS_MAX } };
    if ((await this.#store.run(() => requests.findOne(workedOn))) !== null) return undefined;
    const open: Filter<RequestDocument> = {
      $or: [
        { owner: this.#owner, 'progress.state': 'requested' },
        { ...running, beatMs: { $lt: nowMs - SILENT_MS_MAX } },
      ],
    };
    const taken: Partial<RequestDocument> = {
      runner: this.#runner,
      beatMs: nowMs,
      progress: { state: 'running', events: 0, eventsTotal: 0 },
    };
    const request = await this.#store.run(() =>
      requests.findOneAndUpdate(open, { $set: taken }, { sort: { requestedMs: 1 }, returnDocument: 'after' }),
    );
    if (request === null) return undefined;
    // Somebody took another one at the same moment: both give way, and the next look decides.
    const other = await this.#store.run(() => requests.findOne({ ...workedOn, _id: { $ne: request._id } }));
    if (other !== null) {
      const givenBack: Partial<RequestDocument> = { runner: null, progress: { state: 'requested' } };
      await this.#store.run(() => requests.updateOne({ _id: request._id, runner: this.#runner }, { $set: givenBack }));
      return undefined;
    }
    await this.#store.run(() => requests.deleteMany({ owner: this.#owner, beatMs: { $lt: nowMs - REQUESTS_KEPT_MS } }));
    return new Claim(this.#store, request, closing);
  }
}

/** A request that this process works on. Says so each second, until it ends or somebody else has it. */
export class Claim {
  readonly request: RequestDocument;
  /** Aborted when the work is not ours any more. */
  readonly signal: AbortSignal;
  readonly #store: ReadStore;
  readonly #leaving = new AbortController();
  readonly #beats: Promise<void>;
  #events = 0;
  #eventsTotal = 0;

  constructor(store: ReadStore, request: RequestDocument, closing: AbortSignal) {
    this.#store = store;
    this.request = request;
    this.signal = AbortSignal.any([closing, this.#leaving.signal]);
    this.#beats = this.#beat();
  }

  /** Events of the last report. */
  get events(): number {
    return this.#events;
  }

  /** Sent with the next beat. */
  readonly report = (events: number, eventsTotal: number): void => {
    this.#events = events;
    this.#eventsTotal = eventsTotal;
  };

  /** Records which generation is half full from now on. */
  async fills(generation: number): Promise<void> {
    await this.#update({ $set: { generation } });
  }

  async end(progress: RequestState): Promise<void> {
    await this.release();
    await this.#update({ $set: { progress, beatMs: Date.now() } });
  }

  /** Says nothing any more. */
  async release(): Promise<void> {
    this.#leaving.abort();
    await this.#beats;
  }

  async #beat(): Promise<void> {
    while (!this.signal.aborted) {
      await delay(BEAT_EACH_MS, undefined, { signal: this.signal }).catch(() => undefined);
      if (this.signal.aborted) return;
      const progress: RequestState = { state: 'running', events: this.#events, eventsTotal: this.#eventsTotal };
      try {
        if (!(await this.#update({ $set: { progress, beatMs: Date.now() } }))) this.#leaving.abort();
      } catch (error) {
        // The next beat tries again; silent for too long, the request is somebody else's.
        if (!isReadModelFailure(error, 'READ_STORE_UNAVAILABLE')) this.#leaving.abort(error);
      }
    }
  }

  async #update(update: UpdateFilter<RequestDocument>): Promise<boolean> {
    const { _id, runner } = this.request;
    const { matchedCount } = await this.#store.run(() => requestsOf(this.#store).updateOne({ _id, runner }, update));
    return matchedCount > 0;
  }
}
