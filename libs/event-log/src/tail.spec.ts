import { TOPICS, type Offset } from '@runledger/contracts';
import { connectionOf } from './connection.js';
import { SILENT } from './diagnostics.js';
import type { LogSource, PlacedRecord } from './log-source.js';
import { Tail, type TailOptions } from './tail.js';
import { BrokerProxy } from './testing/broker-proxy.js';
import { eventually } from './testing/eventually.js';
import { broker, TestLog } from './testing/test-log.js';
import { createTopics } from './topics.js';

interface Text extends PlacedRecord {
  readonly text: string;
}
const texts: LogSource<Text> = {
  topic: TOPICS.jobLogs,
  decode: (partition, { offset, timestamp, value }) => ({
    partition,
    offset: Number(offset) as Offset,
    appendTimeMs: Number(timestamp),
    text: String(value),
  }),
};
const at = (offset: number): Offset => offset as Offset;

describe('Tail', () => {
  let log: TestLog;
  let proxy: BrokerProxy;
  let tails: Tail<Text>[];
  /** What was handled, as "partition:text". */
  let handled: string[];

  const tail = (over: Partial<TailOptions<Text>> = {}): Tail<Text> => {
    const made = new Tail<Text>({
      connection: connectionOf({ ...log.address, socketFactory: proxy.socketFactory, clientId: 'test', diagnostics: SILENT }),
      source: texts,
      diagnostics: SILENT,
      handle: ({ partition, records }) => void handled.push(...records.map(({ text }) => `${partition}:${text}`)),
      ...over,
    });
    tails.push(made);
    return made;
  };
  const write = async (partition: number, ...all: readonly string[]): Promise<void> => {
    for (const text of all) await log.write(TOPICS.jobLogs, partition, text);
  };
  const until = (count: number): Promise<void> => eventually(`${count} records are handled`, () => handled.length >= count);

  beforeEach(async () => {
    tails = [];
    handled = [];
    log = new TestLog();
    await log.admin((admin) => createTopics(admin, log.connection, { partitions: 2, replication: 1 }));
    proxy = await BrokerProxy.to(broker());
  });
  afterEach(async () => {
    await proxy.restore();
    await Promise.all(tails.map((one) => one.stop()));
    await proxy.close();
    await log.remove();
  });

  it('reads every partition from its beginning, each in order, and goes on with what comes', async () => {
    await write(0, 'a', 'b');
    await write(1, 'c');
    await tail().start();
    await until(3);
    await write(0, 'd');
    await until(4);
    expect(handled.filter((one) => one.startsWith('0'))).toEqual(['0:a', '0:b', '0:d']);
    expect(handled.filter((one) => one.startsWith('1'))).toEqual(['1:c']);
  });

  it('reads a partition that is much larger than one answer of the broker', async () => {
    const large = 'x'.repeat(400_000);
    await write(0, ...Array.from({ length: 24 }, (_, index) => `${index}${large}`));
    await tail().start();
    await until(24);
    expect(handled.map((one) => Number.parseInt(one.slice(2), 10))).toEqual(Array.from({ length: 24 }, (_, index) => index));
  });

  it('begins where it is told to', async () => {
    await write(0, 'a', 'b', 'c');
    await write(1, 'd');
    await tail({ startAt: (partition) => at(partition === 0 ? 2 : 0) }).start();
    await until(2);
    expect(handled.sort()).toEqual(['0:c', '1:d']);
  });

  it('knows its position and how far behind it is', async () => {
    await write(0, 'a', 'b', 'c');
    let isOpen = false;
    const one = tail({ handle: () => (isOpen ? undefined : Promise.reject(new Error('not now'))) });
    await one.start();
    await eventually('the lag is known', () => one.lagOf(0) === 3);
    expect(one.positionOf(0)).toBe(0);
    isOpen = true;
    await eventually('it has caught up', () => one.lagOf(0) === 0);
    expect(one.positionOf(0)).toBe(3);
  });

  it('hands over the same batch again after a rejection, and never a later one before it', async () => {
    await write(0, 'a', 'b');
    const tries: string[] = [];
    const one = tail({
      handle: ({ records }) => {
        tries.push(records.map(({ text }) => text).join(''));
        return tries.length < 3 ? Promise.reject(new Error('the store is away')) : undefined;
      },
    });
    await one.start();
    await eventually('the first try was made', () => tries.length > 0);
    await write(0, 'c');
    await eventually('all is handled', () => one.positionOf(0) === 3);
    expect(tries).toEqual(['ab', 'ab', 'ab', 'c']);
  });

  it('reads again from an offset that the handler returns', async () => {
    await write(0, 'a', 'b', 'c');
    let rewinds = 0;
    await tail({
      handle: ({ partition, records }) => {
        handled.push(...records.map(({ text }) => `${partition}:${text}`));
        if (rewinds > 0) return undefined;
        rewinds += 1;
        return at(1);
      },
    }).start();
    await until(5);
    expect(handled).toEqual(['0:a', '0:b', '0:c', '0:b', '0:c']);
  });

  it('reads everything once and in order through any number of cuts', async () => {
    await tail().start();
    for (let round = 0; round < 5; round += 1) {
      proxy.cut();
      await write(0, ...Array.from({ length: 10 }, (_, index) => String(round * 10 + index)));
    }
    await until(50);
    expect(handled).toEqual(Array.from({ length: 50 }, (_, index) => `0:${index}`));
  });

  it('finishes a batch under way through a cut, and the next consumer begins only after it', async () => {
    await write(0, 'a', 'b');
    let underWay = 0;
    let mostUnderWay = 0;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await tail({
      handle: async ({ partition, records }) => {
        underWay += 1;
        mostUnderWay = Math.max(mostUnderWay, underWay);
        await released;
        handled.push(...records.map(({ text }) => `${partition}:${text}`));
        underWay -= 1;
      },
    }).start();
    await eventually('a batch is in hand', () => underWay === 1);
    proxy.cut();
    await write(0, 'c');
    const before = proxy.requestsOf('fetch');
    release();
    await eventually('fetching goes on', () => proxy.requestsOf('fetch') > before);
    await until(3);
    expect(handled).toEqual(['0:a', '0:b', '0:c']);
    expect(mostUnderWay).toBe(1);
  });

  it('keeps its place in the group while a batch takes longer than the session of a member', async () => {
    await write(0, 'slow');
    await tail({
      groupId: `${log.address.topicPrefix}slow`,
      handle: async ({ partition, records }) => {
        await eventually('longer than the session', () => false, 12_000).catch(() => undefined);
        handled.push(...records.map(({ text }) => `${partition}:${text}`));
      },
    }).start();
    await eventually('it is handled', () => handled.length === 1, 25_000);
    await write(1, 'next');
    await eventually('the next is handled', () => handled.length === 2, 25_000);
    expect(handled).toEqual(['0:slow', '1:next']);
  }, 60_000);

  it('reads again from where `startAt` says now when it is reset, and a batch under way does not count', async () => {
    await write(0, 'a', 'b');
    let beginning = 0;
    const one = tail({ startAt: () => at(beginning) });
    await one.start();
    await until(2);
    beginning = 1;
    one.reset();
    await until(3);
    await write(0, 'c');
    await until(4);
    expect(handled).toEqual(['0:a', '0:b', '0:b', '0:c']);
  });

  it('shares the partitions of a group, asks where to begin whenever it takes one over, and leaves them to the others at its end', async () => {
    await write(0, 'a');
    await write(1, 'b');
    const groupId = `${log.address.topicPrefix}shared`;
    // The shared store: where each partition stands, whoever moved it there.
    const positions = new Map<number, Offset>();
    const member = (): Tail<Text> =>
      tail({
        groupId,
        startAt: (partition) => positions.get(partition) ?? at(0),
        handle: ({ partition, records }) => {
          handled.push(...records.map(({ text }) => `${partition}:${text}`));
          positions.set(partition, at((records.at(-1)?.offset ?? 0) + 1));
        },
      });
    const first = member();
    await first.start();
    await until(2);
    const second = member();
    await second.start();
    await write(0, 'c');
    await write(1, 'd');
    await until(4);
    await first.stop();
    await write(0, 'e');
    await write(1, 'f');
    await until(6);
    expect([...handled].sort()).toEqual(['0:a', '0:c', '0:e', '1:b', '1:d', '1:f']);
  }, 60_000);

  it('never skips over records that are gone: it says so and hands over nothing more', async () => {
    await write(0, 'a', 'b', 'c', 'd');
    await log.deleteHead('jobLogs', 0, 2);
    const one = tail();
    await one.start();
    await eventually('the gap is known', () => one.problems().length > 0);
    expect(one.problems()).toEqual([
      `topic ${log.topic('jobLogs')}, partition 0: offset 2 came where 0 was due; records are gone`,
    ]);
    expect(handled).toEqual([]);
  });

  it('notices a log that ends before its own position', async () => {
    await write(0, 'a', 'b');
    const one = tail({ startAt: () => at(5) });
    await one.start();
    await eventually('it is known', () =>
      one.problems().some((problem) => problem.includes('it ends at 2, and 5 was read before')),
    );
    expect(handled).toEqual([]);
  });

  it('stops while the broker is away, and while it is trying again', async () => {
    const one = tail();
    await one.start();
    await proxy.refuse();
    await one.stop();
    const another = tail();
    await another.start();
    await another.stop();
    expect(proxy.connections).toBe(0);
  });

  it('waits for a broker that is not there yet', async () => {
    await proxy.refuse();
    await tail().start();
    await write(0, 'a');
    await proxy.restore();
    await until(1);
    expect(handled).toEqual(['0:a']);
  });
});
