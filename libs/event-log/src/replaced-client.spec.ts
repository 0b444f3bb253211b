import { LogFailure } from './failure.js';
import { ReplacedClient } from './replaced-client.js';

interface FakeClient {
  readonly number: number;
  isConnected: boolean;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

describe('ReplacedClient', () => {
  let made: FakeClient[];
  let isBrokerThere: boolean;
  let client: ReplacedClient<FakeClient>;

  beforeEach(() => {
    made = [];
    isBrokerThere = true;
    client = new ReplacedClient(() => {
      const one: FakeClient = {
        number: made.length + 1,
        isConnected: false,
        connect: async () => {
          if (!isBrokerThere) throw new Error('ECONNREFUSED');
          one.isConnected = true;
        },
        disconnect: async () => {
          one.isConnected = false;
        },
      };
      made.push(one);
      return one;
    });
  });

  const use = (): Promise<number> => client.use(async ({ number }) => number);

  it('connects at the first use and keeps the client while all goes well', async () => {
    expect(made).toHaveLength(0);
    expect(await Promise.all([use(), use()])).toEqual([1, 1]);
    expect(await use()).toBe(1);
  });

  it('takes a new one after a failure, once for all who failed with it, and disconnects the old one', async () => {
    const failing = Promise.allSettled([1, 2].map(() => client.use(() => Promise.reject(new Error('timed out')))));
    expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await use()).toBe(2);
    expect(made.map(({ isConnected }) => isConnected)).toEqual([false, true]);
  });

  it('says that nothing was done when there is no connection, and tries a new one the next time', async () => {
    isBrokerThere = false;
    await expect(use()).rejects.toMatchObject({ code: 'KAFKA_UNAVAILABLE' });
    isBrokerThere = true;
    expect(await use()).toBe(2);
  });

  it('keeps a client whose answer was only found wanting', async () => {
    await expect(client.use(() => Promise.reject(new LogFailure('TOPIC_UNSAFE', 'wrong retention')))).rejects.toMatchObject({
      code: 'TOPIC_UNSAFE',
    });
    expect(await use()).toBe(1);
  });

  it('does nothing any more once it is closed', async () => {
    await use();
    await client.close();
    await expect(use()).rejects.toMatchObject({ code: 'KAFKA_UNAVAILABLE' });
    expect(made.map(({ isConnected }) => isConnected)).toEqual([false]);
  });
});
