import { history } from '@runledger/domain/testing';
import { isReadModelFailure } from '../failure.js';
import { jobs } from '../testing/everything.js';
import { MemoryLog } from '../testing/memory-log.js';
import { ScratchStore } from '../testing/scratch-store.js';
import { checkOf, ask, Service, until } from '../testing/service.js';
import { requestModels } from './operator.js';

/** While a generation is being filled anew, queries are refused rather than answered with less than there is. */
const isThere = async ({ reader, project }: Service, id: string): Promise<boolean> => {
  try {
    return (await reader.get(jobs, { project, id })) !== undefined;
  } catch (error) {
    if (isReadModelFailure(error, 'READ_STORE_UNAVAILABLE')) return false;
    throw error;
  }
};

describe('Two replicas on one store', () => {
  const scratches: ScratchStore[] = [];
  afterAll(async () => {
    for (const scratch of scratches) await scratch.remove();
  });

  /** Two processes of a service, each with a connection of its own. Both get every record, so that each could go on alone. */
  const twoReplicas = async (log: MemoryLog, graceMs = 0): Promise<readonly [Service, Service]> => {
    const scratch = new ScratchStore('mongodb');
    scratches.push(scratch);
    const first = await new Service(scratch, log, { graceMs }).start();
    const second = await new Service(scratch, log, { store: scratch.another(), graceMs }).start();
    await first.caughtUp();
    await second.caughtUp();
    return [first, second];
  };

  it('fill the same generation, even when both find the store empty at once', async () => {
    const [first, second] = await twoReplicas(new MemoryLog(history().job('1001').records));
    expect((await first.generation()).number).toBe((await second.generation()).number);
    expect((await first.scratch.collectionNames()).filter((name) => name.startsWith('jobs_'))).toHaveLength(1);
    await first.stop();
    await second.stop();
  });

  it('both go on in the generation that one of them has rebuilt, without folding again', async () => {
    const writer = history().job('1001');
    const log = new MemoryLog(writer.records);
    const [first, second] = await twoReplicas(log, 5_000);
    await requestModels(first.scratch.store, 'rebuild');
    const before = await first.generation();
    const rebuilding = first.runner.runNext();
    await until(async () => (await first.generation()).number !== before.number);

    await second.live.follow();
    expect((await second.generation()).number).toBe((await first.generation()).number);
    expect(second.restarts).toBe(0);

    log.append(writer.started().records);
    await second.caughtUp();
    expect(await second.reader.get(jobs, { project: second.project, id: '1001' })).toMatchObject({ keys: { phase: 'running' } });
    await first.stop();
    await rebuilding;
    await second.stop();
  });

  it('end up in the new generation also when one of them has not looked in time', async () => {
    const writer = history().job('1001');
    const log = new MemoryLog(writer.records);
    const [first, second] = await twoReplicas(log);
    expect(await ask(first, 'rebuild')).toMatchObject({ state: 'rebuilt' });
    await first.stop();

    // The generation that the second one writes into is gone by now.
    log.append(writer.started().job('1002').records);
    await until(() => isThere(second, '1002'));
    expect(second.restarts).toBe(1);
    expect(checkOf(await ask(second, 'check'))).toMatchObject({ differing: 0 });
    await second.stop();
  });
});
