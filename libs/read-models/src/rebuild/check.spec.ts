import { histories, history } from '@runledger/domain/testing';
import fc from 'fast-check';
import { storedDocumentOf, documentOf } from '../model/document.js';
import { things } from '../testing/everything.js';
import { MemoryLog } from '../testing/memory-log.js';
import { ScratchStore } from '../testing/scratch-store.js';
import { ask, checkOf, Service, until } from '../testing/service.js';

describe('A check', () => {
  const scratches: ScratchStore[] = [];
  afterAll(async () => {
    for (const scratch of scratches) await scratch.remove();
  });

  const aService = (log: MemoryLog): Service => {
    const scratch = new ScratchStore();
    scratches.push(scratch);
    return new Service(scratch, log);
  };
  const serviceOn = (log: MemoryLog): Promise<Service> => aService(log).start();

  it('finds each document that was tampered with, taken away or made up, and no other', async () => {
    const tamper = fc.constantFrom('body', 'key', 'position', 'missing', 'none', 'none', 'none');
    await fc.assert(
      fc.asyncProperty(
        histories({ actsMax: 60 }),
        fc.array(tamper, { minLength: 3, maxLength: 12 }),
        async (records, tampers) => {
          const service = await serviceOn(new MemoryLog(records));
          await service.caughtUp();
          const { store } = service.scratch;
          const generation = await service.generation();
          const expected: string[] = [];
          for (const [index, { _id, id, deleted, kind, position }] of (await service.dump()).entries()) {
            const how = tampers[index % tampers.length];
            if (deleted === true || how === 'none') continue;
            const documents = generation.documents(kind === undefined ? 'jobs' : 'things');
            if (how === 'missing') await documents.deleteOne({ _id });
            if (how === 'body') await documents.updateOne({ _id }, { $set: { body: '{}' } });
            if (how === 'key') await documents.updateOne({ _id }, { $set: kind === undefined ? { phase: 'x' } : { kind: 'x' } });
            if (how === 'position') await documents.updateOne({ _id }, { $set: { position: position - 1 } });
            expected.push(`${how === 'missing' ? 'missing' : 'differs'} ${id}`);
          }
          const madeUp = documentOf(things, { project: service.project, id: 'made-up', keys: { kind: 'x' }, body: '{}' });
          await store.run(() => generation.documents('things').insertOne(storedDocumentOf(madeUp, 0, 0)));
          expected.push('surplus made-up');

          const { differing, differences } = checkOf(await ask(service, 'check'));
          expect(differences.map(({ kind, id }) => `${kind} ${id}`).sort()).toEqual(expected.sort());
          expect(differing).toBe(expected.length);
          await service.stop();
        },
      ),
      { numRuns: 8 },
    );
  }, 60_000);

  it('says in a few words what differs and changes nothing', async () => {
    const writer = history().job('1001');
    const service = await serviceOn(new MemoryLog(writer.records));
    await service.caughtUp();
    const generation = await service.generation();
    await generation.documents('jobs').updateOne({ _id: '1/1001' }, { $set: { phase: 'finished', body: '{}' } });
    const before = await service.dump();
    const { differences } = checkOf(await ask(service, 'check'));
    expect(differences).toEqual([{ model: 'jobs', project: '1', id: '1001', kind: 'differs', reason: 'body, phase differ' }]);
    expect(await service.dump()).toEqual(before);
    expect((await service.scratch.collectionNames()).filter((name) => name.startsWith('jobs_'))).toEqual([
      `jobs_g${generation.number}`,
    ]);
    await service.stop();
  });

  it('leaves out documents that have moved on since it began', async () => {
    const writer = history().job('1001').job('1002');
    const log = new MemoryLog(writer.records);
    const service = await serviceOn(log);
    await service.caughtUp();
    // The end of the log as it is asked for; what comes after is projected before the comparison.
    const ends = log.ends;
    log.endOffsets = async () => {
      log.append(writer.about('1002').started().job('1003').records);
      await service.caughtUp();
      return ends;
    };
    const check = checkOf(await ask(service, 'check'));
    expect(check).toMatchObject({ differing: 0 });
    expect(check.leftOut).toBeGreaterThanOrEqual(2);
    await service.stop();
  });

  it('waits for a live generation that is behind', async () => {
    const writer = history().job('1001');
    const log = new MemoryLog(writer.records);
    const behind = aService(log);
    await behind.live.projector.handle({ partition: 0, records: writer.records.slice(0, 2) });
    const checked = ask(behind, 'check');
    await until(async () => (await behind.scratch.collectionNames()).filter((name) => name.startsWith('things_')).length === 2);
    await behind.start();
    expect(checkOf(await checked)).toMatchObject({ differing: 0 });
    await behind.stop();
  });
});
