import { TOPICS, type JobLogLine } from '@runledger/contracts';
import { id } from '@runledger/domain/testing';
import { connectionOf } from './connection.js';
import { SILENT } from './diagnostics.js';
import { newEventId } from './event-id.js';
import { JobLogWriter, type JobLogWriterOptions } from './job-log-writer.js';
import { jobLogs } from './log-source.js';
import { BrokerProxy } from './testing/broker-proxy.js';
import { broker, TestLog } from './testing/test-log.js';
import { createTopics } from './topics.js';

const PATIENCE_MS = 30_000;

const line = (jobId: string, message: string): JobLogLine => ({
  id: newEventId(),
  jobId: id(jobId),
  project: id('1'),
  attempt: 1,
  runId: jobId,
  componentId: id('runledger.noop'),
  configurationId: null,
  tokenId: null,
  tokenDescription: null,
  timeMs: Date.UTC(2026, 0, 1),
  level: 'info',
  message,
});

describe('JobLogWriter', () => {
  let log: TestLog;
  let proxy: BrokerProxy;
  let writers: JobLogWriter[];

  const writer = (over: Partial<JobLogWriterOptions> = {}): JobLogWriter => {
    const connection = connectionOf({
      ...log.address,
      socketFactory: proxy.socketFactory,
      clientId: 'worker',
      diagnostics: SILENT,
    });
    const made = new JobLogWriter({ connection, partitions: 2, ...over });
    writers.push(made);
    return made;
  };
  /** Lines of a job as the log has them, copies told by their id and left out. */
  const linesOf = async (jobId: string): Promise<readonly JobLogLine[]> => {
    const lines = [...(await log.read(jobLogs)).values()]
      .flat()
      .flatMap(({ line: read }) => (read?.jobId === jobId ? [read] : []));
    return [...new Map(lines.map((read) => [read.id, read])).values()];
  };

  beforeEach(async () => {
    writers = [];
    log = new TestLog();
    await log.admin((admin) => createTopics(admin, log.connection, { partitions: 2, replication: 1 }));
    proxy = await BrokerProxy.to(broker());
  });
  afterEach(async () => {
    await proxy.restore();
    await Promise.all(writers.map((one) => one.close(0)));
    await proxy.close();
    await log.remove();
  });

  it('has every line of a job in the log, in order, when it is flushed', async () => {
    const one = writer();
    const lines = Array.from({ length: 500 }, (_, index) => line(String(index % 3), `line ${index}`));
    for (const each of lines) expect(one.write(each)).toBe(true);
    expect(await one.flush(id('1'), PATIENCE_MS)).toBe(true);
    expect(await linesOf('1')).toEqual(lines.filter(({ jobId }) => jobId === '1'));
  });

  it('has nothing to flush for a job that said nothing', async () => {
    expect(await writer().flush(id('1'), 0)).toBe(true);
  });

  it('loses no line when an answer is lost; its copy has the same id', async () => {
    const one = writer();
    one.write(line('1', 'first'));
    await one.flush(id('1'), PATIENCE_MS);
    proxy.loseNextResponse('produce');
    const lines = Array.from({ length: 20 }, (_, index) => line('1', `line ${index}`));
    for (const each of lines) one.write(each);
    expect(await one.flush(id('1'), PATIENCE_MS)).toBe(true);
    const records = [...(await log.read(jobLogs)).values()].flat();
    expect(records).toHaveLength(41);
    expect((await linesOf('1')).map(({ message }) => message)).toEqual(['first', ...lines.map(({ message }) => message)]);
  });

  it('keeps lines up to its limit while the broker is away, and says how many came beyond it', async () => {
    const one = writer({ queuedBytesMax: 4_000 });
    await proxy.refuse();
    const lines = Array.from({ length: 50 }, (_, index) => line('1', `line ${index}`));
    const kept = lines.filter((each) => one.write(each));
    expect(kept.length).toBeGreaterThan(5);
    expect(kept).toEqual(lines.slice(0, kept.length));
    expect(one.droppedCount).toBe(50 - kept.length);
    expect(await one.flush(id('1'), 100)).toBe(false);

    await proxy.restore();
    expect(await one.flush(id('1'), PATIENCE_MS)).toBe(true);
    one.write(line('1', 'after'));
    await one.flush(id('1'), PATIENCE_MS);
    const messages = (await linesOf('1')).map(({ level, message }) => `${level} ${message}`);
    expect(messages).toEqual([
      ...kept.map(({ message }) => `info ${message}`),
      `warn ${50 - kept.length} lines up to here were not kept: they came faster than the log could take them`,
      'info after',
    ]);
  });

  it('lets no job silence another: each may have a line waiting', async () => {
    const one = writer({ queuedBytesMax: 1_000 });
    await proxy.refuse();
    for (let count = 0; count < 50; count += 1) one.write(line('1', `line ${count}`));
    expect(one.write(line('2', 'hello'))).toBe(true);
    expect(one.write(line('2', 'too much'))).toBe(false);
    await proxy.restore();
    expect(await one.flush(id('2'), PATIENCE_MS)).toBe(true);
    expect((await linesOf('2')).map(({ message }) => message)).toEqual([
      'hello',
      expect.stringContaining('1 lines up to here were not kept'),
    ]);
  });

  it('refuses a line that no reader could take', () => {
    expect(() => writer().write({ ...line('1', ''), attempt: 0 })).toThrow('attempt');
    expect(() => writer().write(line('1', 'x'.repeat(70_000)))).toThrow('message');
  });

  it('writes what is queued when it is closed, and counts what it could not', async () => {
    const one = writer();
    one.write(line('1', 'in time'));
    await one.close(PATIENCE_MS);
    expect((await linesOf('1')).map(({ message }) => message)).toEqual(['in time']);
    expect(one.write(line('1', 'too late'))).toBe(false);

    const other = writer();
    await proxy.refuse();
    other.write(line('1', 'never'));
    await other.close(100);
    expect(other.droppedCount).toBe(1);
  });

  it('passes a record that is no line on as such', async () => {
    await log.write(TOPICS.jobLogs, 0, 'not a line');
    const [first] = [...(await log.read(jobLogs)).values()].flat();
    expect(first).toMatchObject({ partition: 0, offset: 0, line: undefined });
    expect(first?.appendTimeMs).toBeGreaterThan(0);
  });
});
