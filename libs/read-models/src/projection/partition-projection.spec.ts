import type { Offset } from '@runledger/contracts';
import type { LogRecord } from '@runledger/domain';
import { histories, history } from '@runledger/domain/testing';
import fc from 'fast-check';
import type { StoredDocument } from '../model/document.js';
import { everything } from '../testing/everything.js';
import { LOG_START, PartitionProjection } from './partition-projection.js';

const at = (offset: number): Offset => offset as Offset;

/** Documents after a history that comes in batches of these sizes, over and over. */
const projected = async (
  records: readonly LogRecord[],
  sizes: readonly number[],
): Promise<ReadonlyMap<string, StoredDocument>> => {
  const projection = new PartitionProjection(everything, 0);
  const documents = new Map<string, StoredDocument>();
  for (let from = 0, batch = 0; from < records.length; batch += 1) {
    const size = sizes[batch % sizes.length] ?? 1;
    await projection.fold(records.slice(from, from + size), LOG_START);
    for (const [model, touched] of projection.touched())
      for (const document of touched) documents.set(`${model}/${document._id}`, document);
    projection.written();
    from += size;
  }
  return documents;
};

const touchedJobs = (projection: PartitionProjection) => (projection.touched().get('jobs') ?? []).map(({ id }) => id);

describe('The projection of a partition', () => {
  it('gives the same documents however the history is cut into batches', async () => {
    await fc.assert(
      fc.asyncProperty(
        histories(),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
        async (records, sizes) => {
          const inOne = await projected(records, [records.length]);
          expect(await projected(records, sizes)).toEqual(inOne);
          expect(inOne.size).toBeGreaterThan(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives each touched document once per batch, as its last event left it', async () => {
    const { records } = history().job('1001').started().finished();
    const projection = new PartitionProjection(everything, 0);
    await projection.fold(records, LOG_START);
    expect(projection.touched().get('jobs')).toEqual([
      expect.objectContaining({ _id: '1/1001', phase: 'finished', partition: 0, position: records.length - 1 }),
    ]);
  });

  it('leaves a deleted document as a mark at the position of its deletion', async () => {
    const { records } = history().bucket('in.c-main').bucketDeleted('in.c-main');
    const projection = new PartitionProjection(everything, 0);
    await projection.fold(records, LOG_START);
    const bucket = projection
      .touched()
      .get('things')
      ?.find(({ id }) => id === 'bucket/in.c-main');
    expect(bucket).toEqual({
      _id: '1/bucket/in.c-main',
      id: 'bucket/in.c-main',
      project: '1',
      partition: 0,
      position: records.length - 1,
      deleted: true,
    });
  });

  it('touches nothing whose documents are in the store already', async () => {
    const { records } = history().job('1001').job('1002');
    const projection = new PartitionProjection(everything, 0);
    await projection.fold(records, at(records.length - 1));
    expect(touchedJobs(projection)).toEqual(['1002']);
  });

  it('skips records that it has folded before', async () => {
    const { records } = history().job('1001').started();
    const projection = new PartitionProjection(everything, 0);
    await projection.fold(records.slice(0, 3), LOG_START);
    await projection.fold(records, LOG_START);
    await projection.fold(records, LOG_START);
    expect(projection.next).toBe(records.length);
  });

  it('asks a reader that begins in the middle to go back, and calls a record that is still missing then an error', async () => {
    const { records } = history().job('1001').started();
    const projection = new PartitionProjection(everything, 0);
    expect(await projection.fold(records.slice(2), LOG_START)).toEqual({ kind: 'rewind', to: 0 });
    await expect(projection.fold(records.slice(2), LOG_START)).rejects.toMatchObject({ code: 'LOG_GAP' });
    expect(await projection.fold(records, LOG_START)).toEqual({ kind: 'done' });
  });

  it('stops at a record that this build does not know and says where and why', async () => {
    const { records } = history()
      .record({ kind: 'unknown', type: 'JobPaused', version: 1, reason: 'JobPaused version 1 is unknown to this build' })
      .job('1001');
    const projection = new PartitionProjection(everything, 0);
    await projection.fold(records, LOG_START);
    expect(projection.stopped?.at).toBe(2);
    expect(projection.stopped?.reason).toContain('JobPaused');
    expect(projection.next).toBe(2);
    expect(touchedJobs(projection)).toEqual([]);
  });

  it('goes back to that record once an operator has declared it void, and then sees what comes after', async () => {
    const { records } = history()
      .record({ kind: 'unknown', type: 'JobPaused', version: 1, reason: 'JobPaused version 1 is unknown to this build' })
      .job('1001')
      .event({ type: 'RecordVoided', aggregate: 'log:0', data: { offset: 2, reason: 'a newer build wrote it' } });
    const projection = new PartitionProjection(everything, 0);
    expect(await projection.fold(records, LOG_START)).toEqual({ kind: 'rewind', to: 2 });
    expect(await projection.fold(records.slice(2), LOG_START)).toEqual({ kind: 'done' });
    expect(projection.stopped).toBeUndefined();
    expect(touchedJobs(projection)).toEqual(['1001']);
  });

  it('gives way to other work while it folds a long history', async () => {
    const writer = history();
    for (let job = 1; job <= 20_000; job += 1)
      writer
        .job(String(1_000 + job))
        .started()
        .finished();
    let turns = 0;
    const other = setInterval(() => (turns += 1), 1);
    await new PartitionProjection(everything, 0).fold(writer.records, LOG_START);
    clearInterval(other);
    expect(turns).toBeGreaterThan(1);
  });
});
