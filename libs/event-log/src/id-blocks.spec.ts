import type { Offset } from '@runledger/contracts';
import fc from 'fast-check';
import { ID_BLOCK_SIZE, IdBlocks } from './id-blocks.js';
import type { SendBatch } from './outgoing.js';
import { InMemoryLog } from './testing/in-memory-log.js';

describe('IdBlocks', () => {
  /** A topic of blocks that has already been claimed so often. */
  const topicWith = async (claims: number): Promise<SendBatch> => {
    const { send } = new InMemoryLog(1);
    for (let count = 0; count < claims; count += 1) await send(0, [{ key: 'before', value: Buffer.from('before') }]);
    return send;
  };

  it('makes ids of the number of the claimed block, beginning with 1', async () => {
    const ids = new IdBlocks(await topicWith(3), 'job-api');
    expect(await ids.next()).toBe(String(3 * ID_BLOCK_SIZE + 1));
    expect(await ids.next()).toBe(String(3 * ID_BLOCK_SIZE + 2));
  });

  it('never gives an id twice, whatever answers are lost and however many claim', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.boolean(), { maxLength: 30 }),
        fc.array(fc.nat(3), { maxLength: 600 }),
        async (owners, losses, takers) => {
          const send = await topicWith(0);
          const lossy: SendBatch = async (partition, messages) => {
            const offset = await send(partition, messages);
            if (losses.pop() === true) throw new Error('the answer is lost');
            return offset;
          };
          const allocators = Array.from({ length: owners }, (_, index) => new IdBlocks(lossy, `service ${index}`));
          const given: string[] = [];
          for (const taker of takers) {
            await allocators[taker % owners]?.next().then(
              (id) => given.push(id),
              () => undefined,
            );
          }
          expect(new Set(given).size).toBe(given.length);
        },
      ),
      { numRuns: 50 },
    ));

  it('says that the broker is away when no block can be claimed, and claims again the next time', async () => {
    const send = await topicWith(0);
    let isAway = true;
    const ids = new IdBlocks(
      (partition, messages) => (isAway ? Promise.reject(new Error('away')) : send(partition, messages)),
      'worker',
    );
    await expect(ids.next()).rejects.toMatchObject({ code: 'KAFKA_UNAVAILABLE' });
    isAway = false;
    expect(await ids.next()).toBe('1');
  });

  it.each([-1, 0, 1, 99, 100, 101, 12_345, 1_000_000])(
    'gives ids beyond %d once that one is known to be used',
    async (highest) => {
      let requests = 0;
      const send = await topicWith(0);
      const ids = new IdBlocks((partition, messages) => {
        requests += 1;
        return send(partition, messages);
      }, 'projects');
      await ids.skipPast(highest);
      expect(Number(await ids.next())).toBeGreaterThan(highest);
      expect(requests).toBeLessThan(20);
    },
  );

  it('claims nothing to skip past ids that it is beyond already', async () => {
    const ids = new IdBlocks(await topicWith(50), 'projects');
    await ids.skipPast(10);
    expect(await ids.next()).toBe('5001');
  });

  it('claims the next block before the last one is used up', async () => {
    const claimed: Offset[] = [];
    const send = await topicWith(0);
    const ids = new IdBlocks(async (partition, messages) => {
      const offset = await send(partition, messages);
      claimed.push(offset);
      return offset;
    }, 'projects');
    for (let count = 0; count < ID_BLOCK_SIZE / 2 + 1; count += 1) await ids.next();
    await new Promise((resolve) => setImmediate(resolve));
    expect(claimed).toEqual([0, 1]);
  });
});
