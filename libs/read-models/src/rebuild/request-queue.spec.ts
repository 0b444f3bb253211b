import { ScratchStore } from '../testing/scratch-store.js';
import { until } from '../testing/service.js';
import { requestsOf, type RequestDocument } from './request.js';
import { RequestQueue, type Claim } from './request-queue.js';

describe('Requests to one owner', () => {
  const scratch = new ScratchStore('mongodb');
  const requests = requestsOf(scratch.store);
  const closing = new AbortController();
  const queueOf = (owner: string) => new RequestQueue(scratch.store, owner);
  afterAll(async () => {
    closing.abort();
    await scratch.remove();
  });

  const aRequest = async (over: Partial<RequestDocument> & { readonly _id: string; readonly owner: string }): Promise<void> => {
    const nowMs = Date.now();
    await requests.insertOne({
      kind: 'rebuild',
      requestedMs: nowMs,
      beatMs: nowMs,
      runner: null,
      generation: null,
      progress: { state: 'requested' },
      ...over,
    });
  };

  it('are never worked on by two replicas at once, and none is forgotten', async () => {
    const ids = Array.from({ length: 8 }, (_, index) => `pair-${index}`);
    for (const [index, _id] of ids.entries()) await aRequest({ _id, owner: 'pair', requestedMs: index });
    const replicas = [queueOf('pair'), queueOf('pair')];
    const done: string[] = [];
    const work = async (claim: Claim | undefined): Promise<void> => {
      if (claim === undefined) return;
      expect(
        await requests.countDocuments({ owner: 'pair', 'progress.state': 'running', runner: { $ne: claim.request.runner } }),
      ).toBe(0);
      done.push(claim.request._id);
      await claim.end({ state: 'failed', reason: 'only a test' });
    };
    let turn = 0;
    await until(async () => {
      turn += 1;
      // Now and then one looks alone, as replicas do whose timers do not tick together.
      const looking = turn % 3 === 0 ? replicas.slice(0, 1) : replicas;
      await Promise.all((await Promise.all(looking.map((queue) => queue.claim(closing.signal)))).map(work));
      return done.length >= ids.length;
    });
    expect(done.sort()).toEqual(ids);
  });

  it('are left alone while somebody says each second that he works on them', async () => {
    await aRequest({ _id: 'beating', owner: 'beating' });
    const claim = await queueOf('beating').claim(closing.signal);
    claim?.report(10, 20);
    await until(
      async () =>
        (await requests.findOne({ _id: 'beating', progress: { state: 'running', events: 10, eventsTotal: 20 } })) !== null,
    );
    expect(await queueOf('beating').claim(closing.signal)).toBeUndefined();
    await claim?.release();
  });

  it('are taken from one who has been silent for long, who then stops', async () => {
    await aRequest({ _id: 'silent', owner: 'silent' });
    const first = await queueOf('silent').claim(closing.signal);
    let second: Claim | undefined;
    // The first is not silent in truth: a beat of its own may come in between.
    await until(async () => {
      await requests.updateOne({ _id: 'silent' }, { $set: { beatMs: Date.now() - 60_000 } });
      second = await queueOf('silent').claim(closing.signal);
      return second !== undefined;
    });
    await until(() => first?.signal.aborted === true);
    await first?.end({ state: 'failed', reason: 'must not be seen' });
    expect(await requests.findOne({ _id: 'silent' })).toMatchObject({
      progress: { state: 'running' },
      runner: second?.request.runner,
    });
    await second?.release();
  });

  it('are not kept for ever', async () => {
    await aRequest({ _id: 'old', owner: 'kept', beatMs: 0, progress: { state: 'failed', reason: 'long ago' } });
    await aRequest({ _id: 'new', owner: 'kept' });
    const claim = await queueOf('kept').claim(closing.signal);
    await claim?.end({ state: 'rebuilt', events: 1, generation: 2 });
    expect(await requests.find({ owner: 'kept' }).toArray()).toEqual([expect.objectContaining({ _id: 'new' })]);
  });
});
