import { history } from '@runledger/domain/testing';
import { isReadModelFailure } from '../failure.js';
import { jobs } from '../testing/everything.js';
import { MemoryLog } from '../testing/memory-log.js';
import { ScratchStore } from '../testing/scratch-store.js';
import { Service, until } from '../testing/service.js';

describe('The live generation of an embedded store that came back empty', () => {
  const scratch = new ScratchStore();
  afterAll(() => scratch.remove());

  it('answers no query before it holds again what it held', async () => {
    const writer = history();
    for (let job = 1001; job <= 1200; job += 1) writer.job(String(job));
    const service = await new Service(scratch, new MemoryLog(writer.records, 5)).start();
    await service.caughtUp();
    const { project } = service;

    await scratch.empty();
    await service.live.follow();
    let refusals = 0;
    await until(async () => {
      try {
        expect(await service.reader.count(jobs, { project })).toBe(200);
        return true;
      } catch (error) {
        if (!isReadModelFailure(error, 'READ_STORE_UNAVAILABLE')) throw error;
        refusals += 1;
        return false;
      }
    });
    expect(refusals).toBeGreaterThan(0);
    expect(service.restarts).toBe(1);
    await service.stop();
  });
});
