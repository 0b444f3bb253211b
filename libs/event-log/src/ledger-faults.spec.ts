import type { EventId, Offset } from '@runledger/contracts';
import { id } from '@runledger/domain/testing';
import fc from 'fast-check';
import { SILENT } from './diagnostics.js';
import { Ledger } from './ledger.js';
import { LogFold } from './log-fold.js';
import { BrokerProxy } from './testing/broker-proxy.js';
import { projectCreated, tokenCreated } from './testing/events.js';
import { eventually } from './testing/eventually.js';
import { failureOf } from './testing/failure-of.js';
import { broker, TestLog } from './testing/test-log.js';

const PATIENCE_MS = 60_000;

/** Everything that an independent reader finds in the log afterwards: how often each event is effective and how often void. */
const verdictsOf = async (log: TestLog): Promise<ReadonlyMap<EventId, { effective: number; void: number }>> => {
  const verdicts = new Map<EventId, { effective: number; void: number }>();
  const fold = new LogFold(SILENT);
  fold.follow({
    onRecord: ({ record: { decoded }, verdict }) => {
      if (decoded.kind !== 'event') return;
      const counts = verdicts.get(decoded.event.id) ?? { effective: 0, void: 0 };
      verdicts.set(decoded.event.id, counts);
      counts[verdict.effective ? 'effective' : 'void'] += 1;
    },
  });
  for (const [partition, records] of await log.readProjectLog()) await fold.fold({ partition, records });
  return verdicts;
};

describe('Ledger behind a broker that misbehaves', () => {
  let log: TestLog;
  let proxy: BrokerProxy;
  let ledger: Ledger;
  /** Offsets as the ledger has folded them, per partition. */
  let folded: Map<number, Offset[]>;

  const ledgerThroughProxy = async (): Promise<Ledger> => {
    const made = new Ledger({ ...log.address, socketFactory: proxy.socketFactory, service: 'projects', contexts: ['project'] });
    made.follow({
      onRecord: ({ record: { partition, offset } }) => void folded.set(partition, [...(folded.get(partition) ?? []), offset]),
    });
    await made.start();
    return made;
  };

  beforeEach(async () => {
    folded = new Map();
    log = await TestLog.opened(2);
    proxy = await BrokerProxy.to(broker());
    ledger = await ledgerThroughProxy();
  });
  afterEach(async () => {
    await proxy.restore();
    await ledger.stop(0);
    await proxy.close();
    await log.remove();
  });

  const expectFoldedOnceAndInOrder = (): void => {
    for (const offsets of folded.values()) expect(offsets).toEqual(offsets.map((_, index) => index));
  };

  it('loses nothing that it has answered, and voids whatever is doubled, under any mix of lost answers and cuts', async () => {
    let project = 0;
    const answered = new Map<EventId, boolean>();
    const step = fc.record({
      events: fc.integer({ min: 1, max: 40 }),
      fault: fc.constantFrom('none', 'lostAnswer', 'lostRead', 'cut', 'delay' as const),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const appends: Promise<void>[] = [];
        for (const { events, fault } of steps) {
          if (fault === 'lostAnswer') proxy.loseNextResponse('produce');
          if (fault === 'lostRead') proxy.loseNextResponse('fetch');
          if (fault === 'delay') proxy.delayResponses(20);
          for (let count = 0; count < events; count += 1) {
            project += 1;
            const event = projectCreated(String(project));
            appends.push(ledger.append(event, PATIENCE_MS).then(({ verdict }) => void answered.set(event.id, verdict.effective)));
          }
          await new Promise((resolve) => setImmediate(resolve));
          if (fault === 'cut') proxy.cut();
        }
        await Promise.all(appends);
        await proxy.restore();
      }),
      { numRuns: 8 },
    );
    expectFoldedOnceAndInOrder();
    expect(answered.size).toBe(project);
    const verdicts = await verdictsOf(log);
    for (const [event, wasEffective] of answered) {
      expect(wasEffective).toBe(true);
      expect(verdicts.get(event)?.effective).toBe(1);
    }
  });

  it('answers an append whose answer was lost once it has read it, and a second copy is void', async () => {
    await ledger.append(projectCreated('1'));
    // Reads are held back, so that the same bytes are sent again before the first copy is seen.
    proxy.holdResponses('fetch');
    proxy.loseNextResponse('produce');
    const sentBefore = proxy.requestsOf('produce');
    const event = tokenCreated('1', '10');
    const appended = ledger.append(event, PATIENCE_MS);
    await eventually('the bytes were sent twice', () => proxy.requestsOf('produce') >= sentBefore + 2);
    await proxy.restore();
    expect((await appended).verdict.effective).toBe(true);
    await ledger.append(tokenCreated('1', '11'), PATIENCE_MS);
    expect((await verdictsOf(log)).get(event.id)).toEqual({ effective: 1, void: 1 });
    expectFoldedOnceAndInOrder();
  });

  it('never sends again an event that it has read back as void, though its answer was lost', async () => {
    await ledger.append(projectCreated('1'));
    proxy.loseNextResponse('produce');
    const event = projectCreated('1');
    expect((await ledger.append(event, PATIENCE_MS)).verdict).toMatchObject({ effective: false, reason: 'alreadyExists' });
    await ledger.append(tokenCreated('1', '10'), PATIENCE_MS);
    expect((await verdictsOf(log)).get(event.id)).toEqual({ effective: 0, void: 1 });
  });

  it('loses nothing in seconds of silence and goes on by itself, unfit meanwhile and fit after', async () => {
    await ledger.append(projectCreated('1'));
    proxy.blackHole();
    const events = Array.from({ length: 20 }, (_, index) => tokenCreated('1', String(index + 10)));
    const appends = events.map((event) => ledger.append(event, PATIENCE_MS));
    await expect(ledger.fence(id('1'))).rejects.toMatchObject({ code: 'KAFKA_UNAVAILABLE' });
    await eventually('the silence is noticed', () => ledger.problems().some((problem) => problem.includes('has not answered')));
    await proxy.restore();
    expect((await Promise.all(appends)).every(({ verdict }) => verdict.effective)).toBe(true);
    await eventually('the broker is heard again', () => ledger.problems().length === 0);
    await eventually('fences hold again', () =>
      ledger.fence(id('1')).then(
        () => true,
        () => false,
      ),
    );
    const verdicts = await verdictsOf(log);
    for (const event of events) expect(verdicts.get(event.id)?.effective).toBe(1);
    expectFoldedOnceAndInOrder();
  }, 90_000);

  it('goes on after a broker that was down for a while, at the position where it was', async () => {
    await ledger.append(projectCreated('1'));
    await proxy.refuse();
    expect(['KAFKA_UNAVAILABLE', 'APPEND_UNCONFIRMED']).toContain(
      (await failureOf(ledger.append(tokenCreated('1', '9'), 1_000))).code,
    );
    // What others append meanwhile is read afterwards, neither twice nor not at all.
    const other = new Ledger({ ...log.address, service: 'projects', contexts: ['project'] });
    await other.start();
    for (let tokenId = 10; tokenId < 30; tokenId += 1) await other.append(tokenCreated('1', String(tokenId)));
    await other.stop();
    await proxy.restore();
    expect((await ledger.append(tokenCreated('1', '30'), PATIENCE_MS)).verdict.effective).toBe(true);
    expect(ledger.project(id('1'))?.tokens.size).toBe(21);
    expectFoldedOnceAndInOrder();
  }, 90_000);

  it('leaves connections that are dead without a sign, as after the loss of a machine', async () => {
    await ledger.append(projectCreated('1'));
    proxy.deaden();
    expect((await ledger.append(tokenCreated('1', '10'), PATIENCE_MS)).verdict.effective).toBe(true);
    await eventually('fences hold again', () =>
      ledger.fence(id('1')).then(
        () => true,
        () => false,
      ),
    );
    expectFoldedOnceAndInOrder();
  }, 90_000);

  it('never hands out an id twice though answers are lost', async () => {
    const other = await ledgerThroughProxy();
    const ids: string[] = [];
    for (let round = 0; round < 20; round += 1) {
      proxy.loseNextResponse('produce');
      for (let count = 0; count < 60; count += 1) {
        for (const allocator of [ledger, other]) {
          await allocator.newId().then(
            (next) => ids.push(next),
            () => undefined,
          );
        }
      }
    }
    await other.stop(0);
    expect(ids.length).toBeGreaterThan(2_000);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('stops within a moment though the broker is away', async () => {
    await proxy.refuse();
    const appended = expect(ledger.append(projectCreated('1'), PATIENCE_MS)).rejects.toMatchObject({ name: 'LogFailure' });
    const startMs = Date.now();
    await ledger.stop(200);
    await appended;
    expect(Date.now() - startMs).toBeLessThan(15_000);
  });
});
