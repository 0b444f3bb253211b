import type { Offset } from '@runledger/contracts';
import type { LogRecord } from '@runledger/domain';
import { histories, history } from '@runledger/domain/testing';
import fc from 'fast-check';
import { createGeneration, Generation } from '../generation/generation.js';
import type { StoredDocument } from '../model/document.js';
import { documentOf } from '../model/document.js';
import type { ReadStoreKind } from '../store/read-store.js';
import { everything, jobs } from '../testing/everything.js';
import { ScratchStore } from '../testing/scratch-store.js';
import { StoreProxy } from '../testing/store-proxy.js';
import type { Projection } from './projection.js';
import { Projector } from './projector.js';

const at = (offset: number): Offset => offset as Offset;
const ofPartition0 = (records: readonly LogRecord[]) => ({ partition: 0, records });

/** Writes into a generation that is there and stays. */
const projectorInto = (generation: Generation, projection = everything): Projector =>
  new Projector(projection, {
    open: async () => generation,
    lost: async () => {
      throw new Error('lost');
    },
  });

/** Dies after the documents of the n-th batch, before its checkpoint. */
class DyingGeneration extends Generation {
  batchesLeft = 0;

  override async cover(partition: number, next: Offset): Promise<boolean> {
    this.batchesLeft -= 1;
    if (this.batchesLeft < 0) throw new Error('the process died');
    return super.cover(partition, next);
  }
}

const KINDS: readonly ReadStoreKind[] = ['embedded', 'mongodb'];

describe.each(KINDS)('A projector with a store of kind %s', (kind) => {
  const scratch = new ScratchStore(kind);
  afterAll(() => scratch.remove());

  const newGeneration = () => createGeneration(scratch.store, everything.models);

  const project = async (records: readonly LogRecord[]): Promise<readonly StoredDocument[]> => {
    const generation = await newGeneration();
    await projectorInto(generation).handle(ofPartition0(records));
    const documents = await scratch.dump(generation);
    await generation.drop();
    return documents;
  };

  it('leaves the same documents when it dies between documents and checkpoint and when batches come again', async () => {
    const cuts = fc.array(fc.record({ size: fc.integer({ min: 1, max: 40 }), dies: fc.boolean(), back: fc.nat(30) }), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(histories({ actsMax: 80 }), cuts, async (records, batches) => {
        const { number } = await newGeneration();
        const generation = new DyingGeneration(scratch.store, number, everything.models);
        let projector = projectorInto(generation);
        let from = 0;
        for (let batch = 0; from < records.length; batch += 1) {
          const { size, dies, back } = batches[batch % batches.length] ?? { size: 1, dies: false, back: 0 };
          const isLastLife = batch > 2 * batches.length;
          generation.batchesLeft = dies && !isLastLife ? 0 : 1;
          try {
            await projector.handle(ofPartition0(records.slice(from, from + size)));
            from = Math.max(0, from + size - (isLastLife ? 0 : Math.min(back, size - 1)));
          } catch {
            // The next process folds from the start.
            projector = projectorInto(generation);
            from = 0;
          }
        }
        expect(await scratch.dump(generation)).toEqual(await project(records));
        expect(await generation.checkpoints()).toEqual(new Map([[0, records.length]]));
        await generation.drop();
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  it('writes nothing again that its checkpoint covers', async () => {
    const generation = await newGeneration();
    const writer = history().job('1001');
    await projectorInto(generation).handle(ofPartition0(writer.records));
    await generation.documents('jobs').updateOne({ _id: '1/1001' }, { $set: { body: 'kept' } });
    await projectorInto(generation).handle(ofPartition0(writer.job('1002').records));
    expect(
      (await scratch.dump(generation)).flatMap(({ _id, body }) => (_id.startsWith('1/100') ? [[_id, body === 'kept']] : [])),
    ).toEqual([
      ['1/1001', true],
      ['1/1002', false],
    ]);
  });

  it('moves its checkpoint over records without documents', async () => {
    const generation = await newGeneration();
    const { records } = history().record({ kind: 'undecodable', reason: 'not an event envelope' });
    await projectorInto(generation).handle(ofPartition0(records));
    expect(await generation.checkpoints()).toEqual(new Map([[0, 3]]));
  });

  it('lets those who wait for a position read what stands before it', async () => {
    const generation = await newGeneration();
    const projector = projectorInto(generation);
    const { records } = history().job('1001');
    const reached = projector.reached(0, at(records.length), 10_000);
    expect(await projector.reached(0, at(1), 1)).toBe(false);
    await projector.handle(ofPartition0(records));
    expect(await reached).toBe(true);
    expect(await projector.reached(0, at(records.length), 10_000)).toBe(true);
    expect((await scratch.dump(generation)).some(({ _id }) => _id === '1/1001')).toBe(true);
  });

  it('lets nobody wait for a partition that has stopped', async () => {
    const projector = projectorInto(await newGeneration());
    const { records } = history().record({ kind: 'unknown', type: 'JobPaused', version: 1, reason: 'a newer build wrote it' });
    await projector.handle(ofPartition0(records));
    expect(await projector.reached(0, at(3), 60_000)).toBe(false);
    const position = projector.positions().get(0);
    expect([position?.next, position?.stopped?.at]).toEqual([2, 2]);
    expect(position?.stopped?.reason).toContain('a newer build wrote it');
  });

  it('keeps partitions apart', async () => {
    const generation = await newGeneration();
    const projector = projectorInto(generation);
    const first = history('1', { partitions: 2 });
    const second = history('2', { partitions: 2 });
    expect(first.partition).not.toBe(second.partition);
    await Promise.all(
      [first.job('1001'), second.job('2001')].map(({ partition, records }) => projector.handle({ partition, records })),
    );
    expect(await generation.checkpoints()).toEqual(
      new Map([
        [0, 3],
        [1, 3],
      ]),
    );
  });

  it('cuts a batch of large documents into calls that the store takes', async () => {
    const MEGABYTE = 1024 * 1024;
    const large: Projection = {
      ...everything,
      models: [jobs],
      concerns: ['job'],
      documentsOf: (change) => {
        if (change.kind !== 'job') return [];
        const keys = { phase: null, componentId: null, createdOffset: null, endMs: null, isRequested: null, ancestors: null };
        const body = 'x'.repeat(Number(change.job.created.runId) * MEGABYTE);
        return [documentOf(jobs, { project: change.project.id, id: change.job.id, keys, body })];
      },
    };
    const generation = await newGeneration();
    const writer = history();
    for (let job = 1001; job <= 1012; job += 1) writer.job(String(job), { runId: '5' });
    await projectorInto(generation, large).handle(ofPartition0(writer.records));
    expect(await generation.documents('jobs').countDocuments()).toBe(12);

    const { records } = writer.job('1013', { runId: '16' });
    const refusal = projectorInto(generation, large).handle(ofPartition0(records));
    await expect(refusal).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' });
    await expect(refusal).rejects.toThrow('1/1013');
    await generation.drop();
  });
});

describe('A projector whose store goes away', () => {
  it('waits, says so, and goes on by itself when the store is back', async () => {
    const proxy = await StoreProxy.listen();
    const scratch = new ScratchStore('embedded', proxy.host);
    const generation = await createGeneration(scratch.store, everything.models);
    const projector = projectorInto(generation);
    const writer = history().job('1001');
    await projector.handle(ofPartition0(writer.records));

    proxy.cut();
    const handled = projector.handle(ofPartition0(writer.started().records));
    expect(await projector.reached(0, at(4), 50)).toBe(false);
    while (projector.storeFailure === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(projector.storeFailure).toMatchObject({ code: 'READ_STORE_UNAVAILABLE' });
    await expect(scratch.store.ping()).rejects.toMatchObject({ code: 'READ_STORE_UNAVAILABLE' });

    proxy.mend();
    expect(await handled).toEqual({ kind: 'done' });
    expect(projector.storeFailure).toBeUndefined();
    expect((await scratch.dump(generation)).find(({ _id }) => _id === '1/1001')).toMatchObject({ phase: 'running', position: 3 });
    await scratch.remove();
    await proxy.close();
  });

  it('gives up when it is closed, and the next one writes what is missing', async () => {
    const proxy = await StoreProxy.listen();
    const scratch = new ScratchStore('embedded', proxy.host);
    const generation = await createGeneration(scratch.store, everything.models);
    const projector = projectorInto(generation);
    const { records } = history().job('1001');
    await projector.handle(ofPartition0(records.slice(0, 2)));
    proxy.cut();
    const handled = projector.handle(ofPartition0(records)).then(
      () => 'written',
      () => 'given up',
    );
    await projector.close();
    expect(await handled).toBe('given up');

    proxy.mend();
    await projectorInto(generation).handle(ofPartition0(records));
    expect((await scratch.dump(generation)).some(({ _id }) => _id === '1/1001')).toBe(true);
    await scratch.remove();
    await proxy.close();
  });
});

describe('Two projectors of one partition in a store with guarded writes', () => {
  const scratch = new ScratchStore('mongodb');
  afterAll(() => scratch.remove());

  /** Stands still between folding a batch and writing its documents until it is let go. */
  class PausedGeneration extends Generation {
    readonly isPaused: Promise<void>;
    resume: () => void = () => undefined;
    #pause: () => void = () => undefined;
    readonly #resumed: Promise<void>;

    constructor(generation: Generation) {
      super(generation.store, generation.number, generation.models);
      this.isPaused = new Promise((resolve) => (this.#pause = resolve));
      this.#resumed = new Promise((resolve) => (this.resume = resolve));
    }

    override async openPartition(partition: number): Promise<Offset> {
      const checkpoint = await super.openPartition(partition);
      this.#pause();
      await this.#resumed;
      return checkpoint;
    }
  }

  it('agree on the newer documents, and a deleted one stays deleted, when the slower one wakes up late', async () => {
    const generation = await createGeneration(scratch.store, everything.models);
    const writer = history().bucket('in.c-main').job('1001').job('1002');
    const early = writer.records.slice();
    const paused = new PausedGeneration(generation);
    const late = projectorInto(paused).handle(ofPartition0(early));
    await paused.isPaused;

    await projectorInto(generation).handle(
      ofPartition0(writer.about('1001').started().finished().bucketDeleted('in.c-main').records),
    );
    const before = await scratch.dump(generation);
    paused.resume();
    expect(await late).toEqual({ kind: 'done' });

    expect(await scratch.dump(generation)).toEqual(before);
    expect(before.find(({ id }) => id === 'bucket/in.c-main')?.deleted).toBe(true);
    expect(await generation.checkpoints()).toEqual(new Map([[0, writer.records.length]]));
  });
});
