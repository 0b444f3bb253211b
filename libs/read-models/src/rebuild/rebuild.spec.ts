import type { LogRecord } from '@runledger/domain';
import { histories, history } from '@runledger/domain/testing';
import fc from 'fast-check';
import type { ReadStoreKind } from '../store/read-store.js';
import { jobs } from '../testing/everything.js';
import { MemoryLog } from '../testing/memory-log.js';
import { ask, checkOf, Service, until } from '../testing/service.js';
import { ScratchStore } from '../testing/scratch-store.js';
import { requestModels, watchRequest } from './operator.js';
import { requestsOf } from './request.js';

const KINDS: readonly ReadStoreKind[] = ['embedded', 'mongodb'];

describe.each(KINDS)('A rebuild in a store of kind %s', (kind) => {
  const scratches: ScratchStore[] = [];
  afterAll(async () => {
    for (const scratch of scratches) await scratch.remove();
  });

  const serviceOn = async (records: readonly LogRecord[], batchRecords = 50): Promise<Service> => {
    const scratch = new ScratchStore(kind);
    scratches.push(scratch);
    return new Service(scratch, new MemoryLog(records, batchRecords)).start();
  };

  it('gives the same documents to the byte, while events go on arriving, and a check agrees', async () => {
    const sizes = fc.integer({ min: 1, max: 60 });
    await fc.assert(
      fc.asyncProperty(histories({ actsMax: 100 }), fc.nat(100), sizes, async (records, percent, batchRecords) => {
        const before = Math.max(1, Math.floor((records.length * percent) / 100));
        const service = await serviceOn(records.slice(0, before), batchRecords);
        await service.caughtUp();
        const first = await service.generation();

        const rebuilt = ask(service, 'rebuild');
        for (let from = before; from < records.length; from += 7) {
          service.log.append(records.slice(0, from + 7));
          await new Promise((resolve) => setImmediate(resolve));
        }
        expect(await rebuilt).toMatchObject({ state: 'rebuilt' });
        await service.caughtUp();
        expect((await service.generation()).number).not.toBe(first.number);
        expect(checkOf(await ask(service, 'check'))).toMatchObject({ differing: 0, leftOut: 0 });

        const untouched = await serviceOn(records);
        await untouched.caughtUp();
        expect(await service.dump()).toEqual(await untouched.dump());
        await service.stop();
        await untouched.stop();
      }),
      { numRuns: 12 },
    );
  }, 120_000);

  it('leaves only the new generation behind, and projects on into it', async () => {
    const writer = history().job('1001');
    const service = await serviceOn(writer.records);
    await service.caughtUp();
    await ask(service, 'rebuild');
    const { number } = await service.generation();
    const models = (await service.scratch.collectionNames()).filter(
      (name) => name.startsWith('jobs_') || name.startsWith('things_'),
    );
    expect(models).toEqual([`jobs_g${number}`, `things_g${number}`]);

    service.log.append(writer.started().records);
    await service.caughtUp();
    expect(await service.reader.get(jobs, { project: writer.last.project, id: '1001' })).toMatchObject({
      keys: { phase: 'running' },
    });
    await service.stop();
  });

  it('never answers with half a generation', async () => {
    const writer = history();
    for (let job = 1001; job <= 1200; job += 1) writer.job(String(job));
    const service = await serviceOn(writer.records, 20);
    await service.caughtUp();
    const { project } = writer.last;
    let isDone = false;
    const rebuilt = ask(service, 'rebuild').finally(() => (isDone = true));
    while (!isDone) {
      expect(await service.reader.count(jobs, { project })).toBe(200);
      await service.answering.refresh();
    }
    expect(await rebuilt).toMatchObject({ state: 'rebuilt', events: writer.records.length });
    await service.stop();
  });

  it('is taken up from scratch when its process dies, and the half generation goes', async () => {
    const writer = history();
    for (let job = 1001; job <= 1300; job += 1) writer.job(String(job));
    const first = await serviceOn(writer.records, 10);
    await first.caughtUp();
    const [request] = await requestModels(first.scratch.store, 'rebuild');
    const dying = first.runner.runNext();
    const requests = requestsOf(first.scratch.store);
    await until(async () => (await requests.findOne({ generation: { $ne: null } })) !== null);
    await first.stop();
    await dying;
    expect(await requests.findOne()).toMatchObject({ progress: { state: 'running' } });

    const next = await new Service(first.scratch, first.log).start();
    expect(await next.runner.runNext()).toBe(false);
    await requests.updateOne({}, { $set: { beatMs: Date.now() - 60_000 } });
    expect(await next.runner.runNext()).toBe(true);
    expect(request && (await watchRequest(first.scratch.store, request, () => undefined))).toMatchObject({ state: 'rebuilt' });
    await next.caughtUp();
    const { number } = await next.generation();
    expect((await first.scratch.collectionNames()).filter((name) => name.startsWith('jobs_'))).toEqual([`jobs_g${number}`]);
    expect(checkOf(await ask(next, 'check')).differing).toBe(0);
    await next.stop();
  });

  it('that died right after the switch only has to be reported', async () => {
    const service = await serviceOn(history().job('1001').records);
    await service.caughtUp();
    await ask(service, 'rebuild');
    const { number } = await service.generation();
    await requestsOf(service.scratch.store).updateOne(
      {},
      { $set: { progress: { state: 'running', events: 0, eventsTotal: 3 }, beatMs: 0 } },
    );
    expect(await service.runner.runNext()).toBe(true);
    expect(await requestsOf(service.scratch.store).findOne()).toMatchObject({
      progress: { state: 'rebuilt', generation: number },
    });
    expect((await service.generation()).number).toBe(number);
    await service.stop();
  });

  it('ends where a partition has stopped, as the live generation does', async () => {
    const writer = history().job('1001');
    const { project } = writer.last;
    writer.record({ kind: 'unknown', type: 'JobPaused', version: 1, reason: 'a newer build wrote it' }).job('1002');
    const service = await serviceOn(writer.records);
    await until(() => service.live.projector.positions().get(0)?.stopped !== undefined);
    expect(await ask(service, 'rebuild')).toMatchObject({ state: 'rebuilt' });
    expect(checkOf(await ask(service, 'check'))).toMatchObject({ differing: 0 });

    writer.event({ type: 'RecordVoided', aggregate: 'log:0', data: { offset: 3, reason: 'a newer build wrote it' } });
    service.log.append(writer.records);
    await until(() => service.live.projector.positions().get(0)?.next === writer.records.length);
    expect(await service.reader.count(jobs, { project })).toBe(2);
    await service.stop();
  });

  it('that fails says why and changes nothing', async () => {
    const service = await serviceOn(history().job('1001').records);
    await service.caughtUp();
    const before = await service.generation();
    service.log.endOffsets = async () => {
      throw new Error('the log cannot be reached');
    };
    expect(await ask(service, 'rebuild')).toEqual({ state: 'failed', reason: 'the log cannot be reached' });
    expect(await service.generation()).toBe(before);
    expect((await service.scratch.collectionNames()).filter((name) => name.startsWith('jobs_'))).toEqual([
      `jobs_g${before.number}`,
    ]);
    await service.stop();
  });
});
