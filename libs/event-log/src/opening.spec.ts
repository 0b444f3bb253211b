import { SILENT } from './diagnostics.js';
import { openLog } from './opening.js';
import { TestLog } from './testing/test-log.js';

describe('openLog', () => {
  let log: TestLog;
  const open = (partitions = 3) => openLog({ ...log.address, partitions, replication: 1, diagnostics: SILENT });
  const openings = async (): Promise<readonly number[]> =>
    [...(await log.readProjectLog()).values()].map(
      (records) => records.filter(({ decoded }) => decoded.kind === 'event' && decoded.event.type === 'LogOpened').length,
    );

  beforeEach(() => {
    log = new TestLog();
  });
  afterEach(() => log.remove());

  it('begins every partition with the number of partitions and the rules', async () => {
    expect(await open()).toEqual({ opened: true });
    for (const [first] of (await log.readProjectLog()).values()) {
      expect(first).toMatchObject({
        offset: 0,
        decoded: { kind: 'event', event: { type: 'LogOpened', data: { partitions: 3 } } },
      });
    }
  });

  it('leaves an open log as it is', async () => {
    await open();
    expect(await open()).toEqual({ opened: false });
    expect(await openings()).toEqual([1, 1, 1]);
  });

  it('keeps the number of partitions of an existing log, whatever is asked for', async () => {
    await open(3);
    await open(5);
    expect((await log.readProjectLog()).size).toBe(3);
  });

  it('can be called by two at once: each partition begins with it, and a second one is void', async () => {
    await Promise.all([open(), open()]);
    for (const count of await openings()) expect(count).toBeGreaterThanOrEqual(1);
    for (const [first] of (await log.readProjectLog()).values())
      expect(first).toMatchObject({ decoded: { kind: 'event', event: { type: 'LogOpened' } } });
  });

  it('refuses a log that the broker does not keep, and appends nothing to it', async () => {
    await open();
    await log.admin((admin) => admin.createPartitions({ topicPartitions: [{ topic: log.topic('idBlocks'), count: 2 }] }));
    await expect(open()).rejects.toMatchObject({ code: 'TOPIC_UNSAFE' });
    expect(await openings()).toEqual([1, 1, 1]);
  });
});
