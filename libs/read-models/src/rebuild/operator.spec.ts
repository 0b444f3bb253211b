import { history } from '@runledger/domain/testing';
import { MemoryLog } from '../testing/memory-log.js';
import { ScratchStore } from '../testing/scratch-store.js';
import { Service } from '../testing/service.js';
import { requestModels, watchRequest } from './operator.js';
import type { RequestState } from './request.js';

describe('An operator', () => {
  const scratch = new ScratchStore();
  const service = new Service(scratch, new MemoryLog(history().job('1001').records));
  afterAll(async () => {
    await service.stop();
    await scratch.remove();
  });

  it('is told to start the platform when nobody keeps any model yet', async () => {
    await expect(requestModels(scratch.store, 'rebuild')).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' });
    await expect(requestModels(scratch.store, 'rebuild')).rejects.toThrow('start the platform first');
  });

  it('asks the owner of a model by the name of the model, and is told the names there are', async () => {
    await service.start();
    await service.caughtUp();
    await expect(requestModels(scratch.store, 'rebuild', 'jobz')).rejects.toThrow(
      'Nobody keeps a model "jobz". Known are: jobs, things.',
    );
    expect(await requestModels(scratch.store, 'check', 'things')).toEqual([expect.objectContaining({ owner: 'everything' })]);
  });

  it('sees requests done one after the other, oldest first', async () => {
    const [second] = await requestModels(scratch.store, 'rebuild', 'jobs');
    expect(second).toBeDefined();
    const stateOf = async (): Promise<RequestState | undefined> =>
      second && watchRequest(scratch.store, second, () => undefined, -1);
    expect(await service.runner.runNext()).toBe(true);
    expect(await stateOf()).toMatchObject({ state: 'failed' });
    expect(await service.runner.runNext()).toBe(true);
    expect(await stateOf()).toMatchObject({ state: 'rebuilt' });
    expect(await service.runner.runNext()).toBe(false);
  });

  it('is not left waiting for an owner that says nothing', async () => {
    const [request] = await requestModels(scratch.store, 'rebuild', 'jobs');
    const states: RequestState[] = [];
    expect(request && (await watchRequest(scratch.store, request, (state) => states.push(state), 20))).toEqual({
      state: 'failed',
      reason: 'everything has not answered for 0.02 s. Check that it runs and that its clock is right.',
    });
    expect(states[0]).toEqual({ state: 'requested' });
  });

  it('is told when the store was replaced under a request', async () => {
    const [request] = await requestModels(scratch.store, 'check', 'jobs');
    await scratch.empty();
    expect(request && (await watchRequest(scratch.store, request, () => undefined))).toMatchObject({ state: 'failed' });
  });
});
