import { InvalidEvent, TOPICS, type EventId, type Offset } from '@runledger/contracts';
import fc from 'fast-check';
import { Appender } from './appender.js';
import { newEventId } from './event-id.js';
import type { LogSource, PlacedRecord } from './log-source.js';
import { BATCH_BYTES_MAX, type Message, type SendBatch } from './outgoing.js';
import { eventually } from './testing/eventually.js';

/** A log with two partitions, empty, whose broker can be made to misbehave. */
export interface LogUnderTest {
  readonly send: SendBatch;
  /** Hands over every record from the start, in order per partition. */
  read(onRead: (partition: number, records: readonly ReadRecord[]) => void): Promise<{ stop(): Promise<void> }>;
  /** The next batch gets into the log, but the answer is lost. */
  loseNextAnswer(): void;
  /** Takes nothing until `comeBack`. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

export interface ReadRecord extends PlacedRecord {
  readonly id: EventId;
  readonly text: string;
}

export const readRecords: LogSource<ReadRecord> = {
  topic: TOPICS.projectLog,
  decode: (partition, { offset, timestamp, key, value }) => ({
    partition,
    offset: Number(offset) as Offset,
    appendTimeMs: Number(timestamp),
    id: String(key) as EventId,
    text: String(value),
  }),
};

const messageOf = (id: EventId, text = ''): Message => ({ key: id, value: Buffer.from(text), headers: { type: 'Anything' } });
const PATIENCE_MS = 60_000;

/** Counts what is under way in each partition, and how large batches are. */
class Meter {
  readonly batches: { readonly partition: number; readonly count: number; readonly bytes: number }[] = [];
  mostInFlight = 0;
  private readonly inFlight = new Map<number, number>();

  constructor(private readonly inner: SendBatch) {}

  readonly send: SendBatch = async (partition, messages, onLeaving) => {
    const inFlight = (this.inFlight.get(partition) ?? 0) + 1;
    this.inFlight.set(partition, inFlight);
    this.mostInFlight = Math.max(this.mostInFlight, inFlight);
    this.batches.push({
      partition,
      count: messages.length,
      bytes: messages.reduce((sum, { value }) => sum + value.byteLength, 0),
    });
    try {
      return await this.inner(partition, messages, onLeaving);
    } finally {
      this.inFlight.set(partition, inFlight - 1);
    }
  };
}

/** What every appender does, whatever log is behind it. */
export function appenderFeatures(make: () => Promise<LogUnderTest>): void {
  let log: LogUnderTest;
  let meter: Meter;
  let appender: Appender<Offset>;
  let reading: { stop(): Promise<void> } | undefined;

  beforeEach(async () => {
    log = await make();
    meter = new Meter(log.send);
    appender = new Appender<Offset>({ send: meter.send });
  });

  afterEach(async () => {
    await log.comeBack();
    await appender.close(0);
    await reading?.stop();
    reading = undefined;
    await log.close();
  });

  const startReading = async (): Promise<void> => {
    reading = await log.read((partition, records) => {
      for (const { id, offset } of records) appender.readBack(id, offset);
      const last = records.at(-1);
      if (last !== undefined) appender.readUpTo(partition, (last.offset + 1) as Offset);
    });
  };

  const append = (partition: number, id = newEventId(), text = ''): Promise<Offset> =>
    appender.append(partition, id, messageOf(id, text), PATIENCE_MS);

  /** Everything in the log by now, per partition; `count` records at least are waited for. */
  const everything = async (count: number): Promise<readonly (readonly ReadRecord[])[]> => {
    const found: ReadRecord[][] = [[], []];
    const all = await log.read((partition, records) => void found[partition]?.push(...records));
    await eventually(`${count} records are in the log`, () => found.flat().length >= count);
    await all.stop();
    return found;
  };

  it('resolves an append with what was read back at its position', async () => {
    await startReading();
    const ids = [newEventId(), newEventId(), newEventId()];
    const offsets = await Promise.all(ids.map((id) => append(0, id)));
    const [records = []] = await everything(3);
    expect(records.map(({ id, offset }) => [id, offset])).toEqual(ids.map((id, index) => [id, offsets[index]]));
  });

  it('keeps an append pending until it is read back, however long it is acknowledged', async () => {
    let isResolved = false;
    const appended = append(0).then(() => {
      isResolved = true;
    });
    await everything(1);
    expect(isResolved).toBe(false);
    await startReading();
    await appended;
    expect(appender.pendingCount).toBe(0);
  });

  it('has one request in flight per partition and sends what queued up meanwhile as one batch, in order', async () => {
    await startReading();
    const ids = Array.from({ length: 300 }, newEventId);
    const appended: Promise<Offset>[] = [];
    for (const [index, id] of ids.entries()) {
      appended.push(append(index % 2, id));
      if (index % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(appended);
    const found = await everything(300);
    expect(meter.mostInFlight).toBe(1);
    expect(meter.batches.length).toBeLessThan(300);
    for (const partition of [0, 1])
      expect(found[partition]?.map(({ id }) => id)).toEqual(ids.filter((_, index) => index % 2 === partition));
  });

  it('never sends a batch above the limit, and one event of any size that fits', async () => {
    await startReading();
    const sizes = [...Array.from({ length: 40 }, () => 60_000), BATCH_BYTES_MAX - 1_000, 10];
    await Promise.all(sizes.map((size) => append(0, newEventId(), 'x'.repeat(size))));
    expect(Math.max(...meter.batches.map(({ bytes }) => bytes))).toBeLessThanOrEqual(BATCH_BYTES_MAX);
    expect(meter.batches.length).toBeLessThan(sizes.length);
  });

  it('refuses an event that no batch can carry, and its neighbours go on', async () => {
    await startReading();
    const neighbour = append(0);
    await expect(append(0, newEventId(), 'x'.repeat(BATCH_BYTES_MAX))).rejects.toThrow(InvalidEvent);
    await neighbour;
  });

  it('sends the same bytes again, before all later ones, when an answer is lost and nothing was read back', async () => {
    log.loseNextAnswer();
    const ids = [newEventId(), newEventId(), newEventId()];
    const appended = ids.map((id, index) => append(0, id, `text ${index}`));
    await eventually('the batch was sent twice', () => meter.batches.length >= 2);
    const later = newEventId();
    appended.push(append(0, later));
    await startReading();
    await Promise.all(appended);
    const [records = []] = await everything(7);
    expect(records.map(({ id }) => id)).toEqual([...ids, ...ids, later]);
    expect(records.slice(0, 3).map(({ text }) => text)).toEqual(records.slice(3, 6).map(({ text }) => text));
  });

  it('never sends an event again once it was read back, though its answer was lost', async () => {
    await startReading();
    await append(0);
    log.loseNextAnswer();
    const id = newEventId();
    await append(0, id);
    await append(0);
    const [records = []] = await everything(3);
    expect(records.filter((record) => record.id === id)).toHaveLength(1);
  });

  it('gives both callers of one event the same outcome and sends it once', async () => {
    await startReading();
    const id = newEventId();
    const [first, second] = await Promise.all([append(0, id), append(0, id)]);
    await append(0);
    const [records = []] = await everything(2);
    expect(first).toBe(second);
    expect(records).toHaveLength(2);
  });

  it('loses nothing in an outage and goes on by itself', async () => {
    await startReading();
    await append(0);
    await log.goAway();
    const appended = Array.from({ length: 50 }, (_, index) => append(index % 2));
    await eventually('the outage is noticed', () => appender.unavailableSinceMs !== undefined);
    await log.comeBack();
    await Promise.all(appended);
    await eventually('the broker is known to answer again', () => appender.unavailableSinceMs === undefined);
  });

  it('says that nothing happened when it gives up on an event that was never sent, and does not send it later', async () => {
    await startReading();
    await append(0);
    await log.goAway();
    const id = newEventId();
    // The first try may find a connection that only seems to be there.
    await appender.append(0, newEventId(), messageOf(newEventId()), 1_500).catch(() => undefined);
    await expect(appender.append(0, id, messageOf(id), 500)).rejects.toMatchObject({ code: 'KAFKA_UNAVAILABLE' });
    await log.comeBack();
    await append(0);
    const found = await everything(2);
    expect(found.flat().map((record) => record.id)).not.toContain(id);
  });

  it('says that nobody knows when it gives up on an event that was sent but not read back', async () => {
    const id = newEventId();
    await expect(appender.append(0, id, messageOf(id), 2_000)).rejects.toMatchObject({ code: 'APPEND_UNCONFIRMED' });
    const [records = []] = await everything(1);
    expect(records.map((record) => record.id)).toEqual([id]);
  });

  it('refuses new events once it is closed, and gives up on those under way at the end of its time', async () => {
    const pending = append(0);
    const settled = expect(pending).rejects.toMatchObject({ code: 'APPEND_UNCONFIRMED' });
    await everything(1);
    await appender.close(50);
    await settled;
    await expect(append(0)).rejects.toMatchObject({ code: 'KAFKA_UNAVAILABLE' });
  });

  it('keeps every promise under random losses: nothing acknowledged is missing, order holds, copies are equal', async () => {
    await startReading();
    const sent: EventId[][] = [[], []];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ partition: fc.nat(1), events: fc.integer({ min: 1, max: 30 }), loss: fc.boolean() }), {
          minLength: 1,
          maxLength: 12,
        }),
        async (steps) => {
          const appended: Promise<Offset>[] = [];
          for (const { partition, events, loss } of steps) {
            if (loss) log.loseNextAnswer();
            for (let count = 0; count < events; count += 1) {
              const id = newEventId();
              sent[partition]?.push(id);
              appended.push(append(partition, id, `text of ${id}`));
            }
            await new Promise((resolve) => setImmediate(resolve));
          }
          await Promise.all(appended);
        },
      ),
      { numRuns: 15 },
    );
    const found = await everything(sent.flat().length);
    for (const partition of [0, 1]) {
      const records = found[partition] ?? [];
      expect([...new Set(records.map(({ id }) => id))]).toEqual(sent[partition]);
      expect(records.filter(({ id, text }) => text !== `text of ${id}`)).toEqual([]);
    }
    expect(meter.mostInFlight).toBe(1);
  });
}
