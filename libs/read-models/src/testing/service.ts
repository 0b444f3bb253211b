import type { ProjectId } from '@runledger/contracts';
import { id } from '@runledger/domain/testing';
import type { Generation } from '../generation/generation.js';
import { LiveGeneration } from '../generation/live-generation.js';
import type { StoredDocument } from '../model/document.js';
import { LiveProjection } from '../projection/live-projection.js';
import { ModelReader } from '../query/model-reader.js';
import { requestModels, watchRequest } from '../rebuild/operator.js';
import type { CheckResult, RequestKind, RequestState } from '../rebuild/request.js';
import { RequestRunner } from '../rebuild/request-runner.js';
import { everything } from './everything.js';
import type { MemoryLog, MemoryTail } from './memory-log.js';
import type { ScratchStore } from './scratch-store.js';

const DEADLINE_MS = 20_000;

/** Waits for a condition, which has to come true before a deadline. */
export const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  for (
    const deadlineMs = performance.now() + DEADLINE_MS;
    !(await condition());
    await new Promise((resolve) => setTimeout(resolve, 5))
  ) {
    if (performance.now() > deadlineMs) throw new Error(`not within ${DEADLINE_MS} ms: ${condition.toString()}`);
  }
};

/** One process of a service that keeps its models; what looks around each second in production does so when a test says. */
export class Service {
  readonly answering: LiveGeneration;
  readonly live: LiveProjection;
  readonly runner: RequestRunner;
  readonly reader: ModelReader;
  /** Project that every history has. */
  readonly project = id<ProjectId>('1');
  /** How often everything had to be handed over again from the start. */
  restarts = 0;
  #tail: MemoryTail | undefined;

  constructor(
    readonly scratch: ScratchStore,
    readonly log: MemoryLog,
    { store = scratch.store, graceMs = 0 } = {},
  ) {
    this.answering = new LiveGeneration(store, everything);
    this.live = new LiveProjection(everything, this.answering, () => {
      this.restarts += 1;
      this.#tail?.restart();
    });
    this.runner = new RequestRunner({ store, projection: everything, live: this.live, log, graceMs });
    this.reader = new ModelReader(store, this.answering, () => this.live.isRefilling);
  }

  async start(): Promise<this> {
    this.#tail = await this.log.openTail((batch) => this.live.projector.handle(batch));
    return this;
  }

  /** Resolves when the documents are where the log ends. */
  async caughtUp(): Promise<void> {
    for (const [partition, end] of this.log.ends) {
      if (!(await this.live.projector.reached(partition, end, DEADLINE_MS)))
        throw new Error(`partition ${partition} does not reach ${end}`);
    }
  }

  /** Ends like a process that is killed, except that what it has sent arrives. */
  async stop(): Promise<void> {
    this.runner.close();
    await this.live.projector.close();
    await this.#tail?.stop();
  }

  generation(): Promise<Generation> {
    return this.live.open();
  }

  async dump(): Promise<readonly StoredDocument[]> {
    return this.scratch.dump(await this.generation());
  }
}

/** Asks, has the service do it, and tells how it ended. */
export const ask = async ({ scratch, runner }: Service, kind: RequestKind): Promise<RequestState> => {
  const [request] = await requestModels(scratch.store, kind);
  if (request === undefined) throw new Error('nobody was asked');
  if (!(await runner.runNext())) throw new Error('nobody took the request');
  return watchRequest(scratch.store, request, () => undefined);
};

export const checkOf = (end: RequestState): CheckResult => {
  if (end.state !== 'checked') throw new Error(`the check ended ${JSON.stringify(end)}`);
  return end.check;
};
