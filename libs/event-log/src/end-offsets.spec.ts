import type { Offset } from '@runledger/contracts';
import { EndOffsets, type Ends } from './end-offsets.js';

/** A broker that answers when it is told to. */
class SlowBroker {
  readonly asked: { readonly answer: (end: number) => void; readonly fail: () => void }[] = [];

  readonly ask = (): Promise<Ends> =>
    new Promise((resolve, reject) => {
      this.asked.push({ answer: (end) => resolve(new Map([[0, end as Offset]])), fail: () => reject(new Error('away')) });
    });
}

describe('EndOffsets', () => {
  let broker: SlowBroker;
  let ends: EndOffsets;
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const endOf = async (answer: Promise<Ends>): Promise<number | undefined> => (await answer).get(0);

  beforeEach(() => {
    broker = new SlowBroker();
    ends = new EndOffsets(broker.ask);
  });

  it('asks once for all who come while a question is under way, and not with the question that began before them', async () => {
    const first = endOf(ends.latest());
    const later = [endOf(ends.latest()), endOf(ends.latest())];
    expect(broker.asked).toHaveLength(1);
    broker.asked[0]?.answer(5);
    expect(await first).toBe(5);
    await settle();
    expect(broker.asked).toHaveLength(2);
    broker.asked[1]?.answer(6);
    expect(await Promise.all(later)).toEqual([6, 6]);
  });

  it('asks anew when nothing is under way', async () => {
    for (const end of [1, 2, 3]) {
      const answer = endOf(ends.latest());
      broker.asked.at(-1)?.answer(end);
      expect(await answer).toBe(end);
      await settle();
    }
    expect(broker.asked).toHaveLength(3);
  });

  it('fails those who waited for a failed answer, and nobody else', async () => {
    const first = ends.latest();
    const second = endOf(ends.latest());
    broker.asked[0]?.fail();
    await expect(first).rejects.toMatchObject({ code: 'KAFKA_UNAVAILABLE' });
    await settle();
    broker.asked[1]?.answer(7);
    expect(await second).toBe(7);
    const third = endOf(ends.latest());
    broker.asked.at(-1)?.answer(8);
    expect(await third).toBe(8);
  });
});
