import type { Offset } from '@runledger/contracts';
import { history } from '@runledger/domain/testing';
import { isReadModelFailure } from './failure.js';
import type { Projection } from './projection/projection.js';
import { ReadModels } from './read-models.js';
import { requestModels, watchRequest } from './rebuild/operator.js';
import type { ReadStore } from './store/read-store.js';
import { everything, jobs } from './testing/everything.js';
import { MemoryLog, type MemoryTail } from './testing/memory-log.js';
import { ScratchStore } from './testing/scratch-store.js';
import { until } from './testing/service.js';
import { StoreProxy } from './testing/store-proxy.js';

/** Read models as an app wires them. */
class App {
  readonly models: ReadModels;
  readonly problems: unknown[] = [];
  restarts = 0;
  #tail: MemoryTail | undefined;

  private constructor(
    readonly log: MemoryLog,
    store: ReadStore,
    projection: Projection,
  ) {
    this.models = new ReadModels({
      store,
      projection,
      log,
      restart: () => {
        this.restarts += 1;
        this.#tail?.restart();
      },
      onProblem: (error) => this.problems.push(error),
      graceMs: 0,
    });
  }

  static async start(log: MemoryLog, store: ReadStore, projection = everything): Promise<App> {
    const app = new App(log, store, projection);
    app.#tail = await log.openTail((batch) => app.models.handle(batch));
    app.models.start();
    return app;
  }

  fence(): Promise<boolean> {
    const [[partition, end] = [0, undefined]] = this.log.ends;
    return this.models.reached(partition, end ?? NOWHERE, 10_000);
  }

  async close(): Promise<void> {
    await this.models.close();
    await this.#tail?.stop();
  }
}

const NOWHERE = 0 as Offset;

describe('The read models of a service', () => {
  const scratches: ScratchStore[] = [];
  const aScratch = (...options: ConstructorParameters<typeof ScratchStore>): ScratchStore => {
    const scratch = new ScratchStore(...options);
    scratches.push(scratch);
    return scratch;
  };
  afterAll(async () => {
    for (const scratch of scratches) await scratch.remove();
  });

  it('answer behind a fence with what has just been appended', async () => {
    const writer = history();
    const app = await App.start(new MemoryLog(writer.records), aScratch().store);
    for (let job = 1001; job <= 1020; job += 1) {
      app.log.append(writer.job(String(job)).records);
      expect(await app.fence()).toBe(true);
      expect(await app.models.reader.get(jobs, { project: writer.last.project, id: String(job) })).toBeDefined();
    }
    await app.close();
    expect(app.problems).toEqual([]);
  });

  it('are filled again by themselves when the store comes back empty, and never say "not found" meanwhile', async () => {
    const proxy = await StoreProxy.listen();
    const scratch = aScratch('embedded', proxy.host);
    const writer = history().job('1001');
    const { project } = writer.last;
    const app = await App.start(new MemoryLog(writer.records), scratch.store);
    await app.fence();

    proxy.cut();
    await scratch.empty();
    proxy.mend();

    let isFound = false;
    await until(async () => {
      if (!(await app.fence())) return false;
      try {
        isFound = (await app.models.reader.get(jobs, { project, id: '1001' })) !== undefined;
      } catch (error) {
        if (!isReadModelFailure(error, 'READ_STORE_UNAVAILABLE')) throw error;
        return false;
      }
      expect({ restarts: app.restarts, isFound }).toEqual({ restarts: app.restarts, isFound: true });
      return app.restarts > 0;
    });
    expect(isFound).toBe(true);
    await app.close();
    expect(app.problems).toEqual([]);
    await proxy.close();
  });

  it('notice with the next event that the store came back empty', async () => {
    const scratch = aScratch();
    const writer = history().job('1001');
    const app = await App.start(new MemoryLog(writer.records), scratch.store);
    await app.fence();
    await scratch.empty();
    app.log.append(writer.job('1002').records);
    await until(async () => (await app.models.reader.count(jobs, { project: writer.last.project }).catch(() => 0)) === 2);
    expect(app.restarts).toBeGreaterThan(0);
    await app.close();
  });

  it('go on from the checkpoint when the process starts again, in the same generation', async () => {
    const scratch = aScratch();
    const writer = history().job('1001');
    const log = new MemoryLog(writer.records);
    const first = await App.start(log, scratch.store);
    await first.fence();
    await first.close();

    log.append(writer.started().records);
    const second = await App.start(log, scratch.another());
    await second.fence();
    expect(await second.models.reader.get(jobs, { project: writer.last.project, id: '1001' })).toMatchObject({
      keys: { phase: 'running' },
    });
    expect((await scratch.collectionNames()).filter((name) => name.startsWith('jobs_'))).toHaveLength(1);
    await second.close();
  });

  it('of another version fill a generation of their own, while the older version still answers from its own', async () => {
    const scratch = aScratch();
    const writer = history().job('1001');
    const { project } = writer.last;
    const log = new MemoryLog(writer.records);
    const older = await App.start(log, scratch.store);
    await older.fence();

    const newerJobs = { ...jobs, version: 2 };
    const newer = await App.start(log, scratch.another(), {
      ...everything,
      models: everything.models.map((model) => (model === jobs ? newerJobs : model)),
    });
    log.append(writer.started().records);
    await older.fence();
    await newer.fence();
    for (const { models } of [older, newer]) {
      expect(await models.reader.get(jobs, { project, id: '1001' })).toMatchObject({ keys: { phase: 'running' } });
    }
    expect((await scratch.collectionNames()).filter((name) => name.startsWith('jobs_'))).toHaveLength(2);
    await older.close();

    const [request] = await requestModels(scratch.store, 'rebuild', 'jobs');
    expect(request && (await watchRequest(scratch.store, request, () => undefined))).toMatchObject({ state: 'rebuilt' });
    await until(async () => (await scratch.collectionNames()).filter((name) => name.startsWith('jobs_')).length === 1);
    await newer.close();
    expect(newer.problems).toEqual([]);
  });

  it('rebuild on request while the service runs, and tell how far they are', async () => {
    const scratch = aScratch();
    const { records } = history().job('1001');
    const app = await App.start(new MemoryLog(records), scratch.store);
    await app.fence();
    let goOn: () => void = () => undefined;
    const progressWasSeen = new Promise<void>((resolve) => (goOn = resolve));
    const openTail = app.log.openTail.bind(app.log);
    app.log.openTail = (handler) =>
      openTail(async (batch) => {
        await progressWasSeen;
        return handler(batch);
      });

    const [request] = await requestModels(scratch.store, 'rebuild');
    const watched =
      request &&
      watchRequest(scratch.store, request, (state) => {
        if (state.state === 'running' && state.eventsTotal === records.length) goOn();
      });
    expect(await watched).toMatchObject({ state: 'rebuilt', events: records.length });
    await app.close();
    expect(app.problems).toEqual([]);
  });

  it('start and stop while the store is away, and say so', async () => {
    const proxy = await StoreProxy.listen();
    proxy.cut();
    const app = await App.start(new MemoryLog(history().job('1001').records), aScratch('embedded', proxy.host).store);
    await until(() => app.models.health().storeFailure !== undefined);
    await expect(app.models.reader.count(jobs, { project: history().job('1').last.project })).rejects.toMatchObject({
      code: 'READ_STORE_UNAVAILABLE',
    });
    await app.close();
    expect(app.problems).toEqual([]);
    await proxy.close();
  });

  it('say where a partition has stopped', async () => {
    const { records } = history().record({ kind: 'unknown', type: 'JobPaused', version: 1, reason: 'a newer build wrote it' });
    const app = await App.start(new MemoryLog(records), aScratch().store);
    await until(() => app.models.health().stopped.length > 0);
    expect(app.models.health().stopped).toEqual([expect.objectContaining({ partition: 0, at: 2 })]);
    await app.close();
  });

  it('see through the checkpoint what another replica projects', async () => {
    const scratch = aScratch('mongodb');
    const writer = history().job('1001');
    const projecting = await App.start(new MemoryLog(writer.records), scratch.store);
    const idle = await App.start(new MemoryLog(), scratch.another());
    const end = writer.records.length as Offset;
    expect(await idle.models.reached(0, end, 10_000)).toBe(true);
    expect(await idle.models.reached(0, (end + 1) as Offset, 100)).toBe(false);
    expect(await idle.models.reader.get(jobs, { project: writer.last.project, id: '1001' })).toBeDefined();
    await projecting.close();
    await idle.close();
  });
});
