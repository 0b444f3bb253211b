import { TOPICS, type DomainEvent } from '@runledger/contracts';
import { id } from '@runledger/domain/testing';
import kafkajs from 'kafkajs';
import { Ledger, type LedgerOptions } from './ledger.js';
import { newEvent } from './new-event.js';
import { configurationCreated, projectCreated, serviceActor, tokenCreated } from './testing/events.js';
import { eventually } from './testing/eventually.js';
import { failureOf } from './testing/failure-of.js';
import { TestLog } from './testing/test-log.js';

describe('Ledger', () => {
  let log: TestLog;
  let started: Ledger[];

  const startLedger = async (over: Partial<LedgerOptions> = {}): Promise<Ledger> => {
    const ledger = new Ledger({ ...log.address, service: 'projects', contexts: ['project'], ...over });
    started.push(ledger);
    await ledger.start();
    return ledger;
  };

  beforeEach(async () => {
    started = [];
    log = await TestLog.opened();
  });
  afterEach(async () => {
    await Promise.all(started.map((ledger) => ledger.stop(0)));
    await log.remove();
  });

  it('answers an append with its effective verdict once the fold has it', async () => {
    const ledger = await startLedger();
    const judged = await ledger.append(projectCreated('1'));
    expect(judged).toMatchObject({ verdict: { effective: true }, offset: 1, partition: ledger.partitionOf(id('1')) });
    expect(ledger.project(id('1'))?.name).toBe('project 1');
    expect(ledger.logTimeMs(id('1'))).toBe(judged.appendTimeMs);
  });

  it('answers an append that comes second with the reason why it is void, and counts it', async () => {
    const ledger = await startLedger();
    await ledger.append(projectCreated('1'));
    const judged = await ledger.append(projectCreated('1'));
    expect(judged.verdict).toMatchObject({ effective: false, reason: 'alreadyExists' });
    expect(ledger.metrics().voids.get('alreadyExists')).toBe(1);
  });

  it('decides a race of two ledgers by the order of the log: one wins, and both know', async () => {
    const [one, other] = await Promise.all([startLedger(), startLedger()]);
    const verdicts = (await Promise.all([one.append(projectCreated('1')), other.append(projectCreated('1'))])).map(
      ({ verdict }) => verdict.effective,
    );
    expect(verdicts.sort()).toEqual([false, true]);
  });

  it('shows to the fence of another ledger what one has been told', async () => {
    const [writer, reader] = await Promise.all([startLedger(), startLedger()]);
    await writer.append(projectCreated('1'));
    for (let tokenId = 10; tokenId < 60; tokenId += 1) {
      await writer.append(tokenCreated('1', String(tokenId)));
      await reader.fence(id('1'));
      expect(reader.project(id('1'))?.tokens.has(id(String(tokenId)))).toBe(true);
    }
  });

  it('folds what is in the log before it says that it has started', async () => {
    const writer = await startLedger();
    await Promise.all(Array.from({ length: 500 }, (_, index) => writer.append(projectCreated(String(index + 1)))));
    const reader = await startLedger();
    expect([...reader.projects()]).toHaveLength(500);
    expect(reader.problems()).toEqual([]);
  });

  it('tells observers every record in order, before the batch is over', async () => {
    const ledger = await startLedger();
    const told: string[] = [];
    const unfollow = ledger.follow({
      onRecord: ({ record }) => void told.push(`${record.partition}:${record.offset}`),
      onBatch: (partition) => void told.push(`batch of ${partition}`),
    });
    const { partition } = await ledger.append(projectCreated('1'));
    await eventually('the batch is over', () => told.length === 2);
    unfollow();
    await ledger.append(tokenCreated('1', '10'));
    expect(told).toEqual([`${partition}:1`, `batch of ${partition}`]);
  });

  it('refuses an event of a context that it does not fold, since it could never read it back', async () => {
    const ledger = await startLedger({ contexts: ['log'] });
    await expect(ledger.append(projectCreated('1'))).rejects.toThrow('does not fold project events');
  });

  it('rejects an event that breaks its contract before anything is appended', async () => {
    const ledger = await startLedger();
    const event: DomainEvent = { ...projectCreated('1'), actor: serviceActor('worker') };
    await expect(ledger.append(event)).rejects.toMatchObject({ code: 'INVALID_EVENT' });
    const ends = await ledger.endOffsets();
    expect([...ends.values()]).toEqual([1, 1]);
  });

  it('hands out ids beyond those that the log has used, though their topic has lost its end', async () => {
    const ledger = await startLedger();
    await ledger.append(projectCreated('1'));
    await ledger.append(tokenCreated('1', '4321'));
    const next = await startLedger();
    expect(Number(await next.newId())).toBeGreaterThan(4321);
  });

  it('never hands out an id twice, to whomever', async () => {
    const [one, other] = await Promise.all([startLedger(), startLedger()]);
    const ids = await Promise.all(Array.from({ length: 1_000 }, (_, index) => (index % 2 === 0 ? one : other).newId()));
    expect(new Set(ids).size).toBe(1_000);
  });

  describe('with a record that it cannot judge', () => {
    const unknown = (project: string): string =>
      JSON.stringify({
        ...projectCreated(project),
        id: '00000000-0000-7000-8000-000000000000',
        type: 'ProjectFrozen',
        version: 1,
        data: {},
      });
    const recordVoided = (offset: number) =>
      newEvent('RecordVoided', {
        project: id(''),
        aggregate: 'log',
        actor: serviceActor('cli'),
        data: { offset, reason: 'written by a newer build' },
      });

    it('stops that partition, says so and refuses what needs it, while the others go on', async () => {
      const ledger = await startLedger();
      const stopping = ledger.partitionOf(id('1'));
      const healthy =
        Array.from({ length: 20 }, (_, index) => String(index + 2)).find(
          (project) => ledger.partitionOf(id(project)) !== stopping,
        ) ?? '';
      await ledger.append(projectCreated('1'));
      await log.write(TOPICS.projectLog, stopping, unknown('1'), { type: 'ProjectFrozen', context: 'project' });
      await eventually('the partition stops', () => ledger.problems().length > 0);
      expect(ledger.problems()).toEqual([
        expect.stringContaining(`partition ${stopping} stopped at offset 2: ProjectFrozen version 1`),
      ]);
      await expect(ledger.append(tokenCreated('1', '10'))).rejects.toMatchObject({ code: 'PARTITION_STOPPED' });
      await expect(ledger.fence(id('1'))).rejects.toMatchObject({ code: 'PARTITION_STOPPED' });
      expect((await ledger.append(projectCreated(healthy))).verdict.effective).toBe(true);
    });

    it('goes on once an operator has declared that record void, and judges what came after it', async () => {
      const ledger = await startLedger();
      const partition = ledger.partitionOf(id('1'));
      await ledger.append(projectCreated('1'));
      await log.write(TOPICS.projectLog, partition, unknown('1'), { type: 'ProjectFrozen', context: 'project' });
      await eventually('the partition stops', () => ledger.problems().length > 0);
      const waiting = tokenCreated('1', '10');
      await log.write(TOPICS.projectLog, partition, JSON.stringify(waiting), { type: waiting.type, context: 'project' });

      // Only who folds a context stops at its records, and may declare one of them void.
      const operator = await startLedger({ service: 'cli', contexts: ['project'] });
      expect((await operator.appendTo(partition, recordVoided(2))).verdict.effective).toBe(true);
      await eventually('the token is there', () => ledger.project(id('1'))?.tokens.has(id('10')) === true);
      expect(ledger.problems()).toEqual([]);
      expect((await ledger.append(tokenCreated('1', '11'))).verdict.effective).toBe(true);
      // Replay skips the same record.
      const replay = await startLedger();
      expect([...(replay.project(id('1'))?.tokens.keys() ?? [])]).toEqual(['10', '11']);
    });

    it('passes over bytes that no version could have written', async () => {
      const ledger = await startLedger();
      for (const bytes of ['', '{', 'null', '[]', '{"type":7}', Buffer.from([0xff, 0xfe, 0])])
        await log.write(TOPICS.projectLog, ledger.partitionOf(id('1')), bytes);
      expect((await ledger.append(projectCreated('1'))).verdict.effective).toBe(true);
      expect(ledger.metrics().voids.get('undecodable')).toBe(6);
    });
  });

  describe('on a log that the broker does not keep as it must', () => {
    const alterRetention = async (value: string): Promise<void> => {
      const name = log.topic('projectLog');
      const resource = { type: kafkajs.ConfigResourceTypes.TOPIC, name };
      await log.admin(async (admin) => {
        const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [resource] });
        const own = (resources[0]?.configEntries ?? []).filter(
          ({ isDefault, configName }) => !isDefault && configName !== 'retention.ms',
        );
        const configEntries = own.map(({ configName, configValue }) => ({ name: configName, value: configValue }));
        await admin.alterConfigs({
          validateOnly: false,
          resources: [{ ...resource, configEntries: [...configEntries, { name: 'retention.ms', value }] }],
        });
      });
    };

    it('refuses to start, naming the setting', async () => {
      await alterRetention('604800000');
      const failure = await failureOf(startLedger());
      expect(failure.code).toBe('TOPIC_UNSAFE');
      expect(failure.message).toContain('retention.ms is 604800000');
    });

    it('appends nothing more when that happens while it runs, and goes on when it is mended; reads never stop', async () => {
      const ledger = await startLedger({ topicCheckIntervalMs: 50 });
      await ledger.append(projectCreated('1'));
      await alterRetention('604800000');
      await eventually('the change is noticed', () => ledger.problems().length > 0);
      await expect(ledger.append(tokenCreated('1', '10'))).rejects.toMatchObject({ code: 'TOPIC_UNSAFE' });
      await ledger.fence(id('1'));
      expect(ledger.project(id('1'))?.name).toBe('project 1');
      await alterRetention('-1');
      await eventually('the mending is noticed', () => ledger.problems().length === 0);
      expect((await ledger.append(tokenCreated('1', '10'))).verdict.effective).toBe(true);
    });

    it('refuses to start without its head', async () => {
      await log.deleteHead('projectLog', 0, 1);
      const failure = await failureOf(startLedger());
      expect(failure.code).toBe('TOPIC_UNSAFE');
      expect(failure.message).toContain('records before it are gone');
    });

    it('refuses to start with more partitions than the log was opened with', async () => {
      await log.admin(async (admin) => {
        await admin.createPartitions({ topicPartitions: [{ topic: log.topic('projectLog'), count: 4 }] });
        await admin.createPartitions({ topicPartitions: [{ topic: log.topic('jobLogs'), count: 4 }] });
      });
      await expect(startLedger()).rejects.toMatchObject({ code: 'TOPIC_UNSAFE' });
    });
  });

  it('finishes appends under way when it is stopped, and refuses new ones', async () => {
    const ledger = await startLedger();
    await ledger.append(projectCreated('1'));
    const underWay = Array.from({ length: 50 }, (_, index) => ledger.append(configurationCreated('1', `c${index}`)));
    const stopped = ledger.stop();
    expect((await Promise.all(underWay)).every(({ verdict }) => verdict.effective)).toBe(true);
    await stopped;
    await expect(ledger.append(tokenCreated('1', '10'))).rejects.toMatchObject({ code: 'KAFKA_UNAVAILABLE' });
  });

  it('is not unfit before it has asked the broker anything', () => {
    expect(new Ledger({ ...log.address, service: 'projects', contexts: ['project'] }).problems()).toEqual([]);
  });

  it('says that the broker is away when it cannot start', async () => {
    await expect(startLedger({ brokers: ['127.0.0.1:1'] })).rejects.toMatchObject({ code: 'KAFKA_UNAVAILABLE' });
  });
});
