import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderBlobStore, PayloadBlobs } from '@runledger/blob-store';
import type { ComponentId, Json } from '@runledger/contracts';
import { Payloads } from '@runledger/event-log';
import { createProject, eventually, startService, type ServiceUnderTest } from '@runledger/ledger-module/testing';
import { endOf, FOR_EVER, running, sql, Surroundings } from '../testing/surroundings.js';
import { worker } from '../worker.js';

describe('a worker with one slot', () => {
  let around: Surroundings;
  let service: ServiceUnderTest | undefined;
  let folder: string;
  let workDir: string;
  let blobStoreDir: string;
  const start = async (): Promise<void> => {
    service = await startService(worker, { WORKER_ID: 'only-one', WORKER_SLOTS: '1', WORK_DIR: workDir, BLOB_STORE_DIR: blobStoreDir });
  };
  const stop = async (): Promise<void> => {
    await service?.stop();
    service = undefined;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'worker-'));
    workDir = join(folder, 'work');
    blobStoreDir = join(folder, 'blobs');
    around = await Surroundings.around(await createProject());
  });

  afterEach(stop);

  afterAll(async () => {
    await around.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('takes the oldest job of all projects, however much one of them has to do', async () => {
    const other = around.in(await createProject());
    const [first, second, third] = [await around.noop(), await other.noop(), await around.noop()];
    const rest = await Promise.all(Array.from({ length: 60 }, () => around.noop()));
    const last = await other.noop();
    await start();
    await Promise.all([first, second, third, ...rest, last].map(endOf));
    const startMs = [first, second, third, ...rest, last].map(({ attempts }) => attempts[0]?.startMs ?? 0);
    expect(startMs.slice(0, 3)).toEqual(startMs.slice(0, 3).sort((a, b) => a - b));
    expect(Math.max(...startMs)).toBe(startMs.at(-1));
  });

  it('ends a job of a component that it does not know, instead of taking it again and again', async () => {
    const job = await around.job({}, { componentId: 'from.the-future' as ComponentId, kind: 'other' });
    await start();
    expect(await endOf(job)).toMatchObject({ status: 'error', result: { message: expect.stringContaining('from.the-future') as unknown, error: { type: 'application' } } });
    expect(job.attempts).toHaveLength(1);
  });

  it('ends a job whose folder it cannot make, instead of taking it again and again', async () => {
    await start();
    await rm(workDir, { recursive: true, force: true });
    await writeFile(workDir, 'a file where the folder was');
    const job = await around.noop();
    expect(await endOf(job)).toMatchObject({ status: 'error', result: { error: { type: 'application' } } });
    expect(job.attempts).toHaveLength(1);
    await rm(workDir);
  });

  it('removes what its former life left in its folder', async () => {
    const left = join(workDir, 'only-one', '1-1');
    await mkdir(left, { recursive: true });
    await start();
    expect(existsSync(left)).toBe(false);
  });

  it('gives back a start that was proposed right before it was told to end', async () => {
    await start();
    const job = await around.job(FOR_EVER);
    await stop();
    // Proposed or not, and taken or not: after the end nobody runs it.
    expect(await eventually(() => job.state.phase, (phase) => phase === 'candidate', 2_000)).toBe('candidate');
    await around.terminate(job);
  });

  it.each<[string, Json]>([
    ['an unknown node', { ['x'.repeat(600_000)]: 1, ...sql('SELECT 1') }],
    ['the name of a block', { parameters: { blocks: [{ name: 'x'.repeat(600_000), codes: [{ name: 'Code', script: ['SELECT nonsense'] }] }] } }],
  ])('cuts a message that does not fit into the log, because of %s', async (_what, configuration) => {
    const payload = await new Payloads(new PayloadBlobs(await FolderBlobStore.open(blobStoreDir))).toPayload(configuration);
    const job = await around.job({}, { configuration: payload });
    await start();
    const end = await endOf(job);
    expect(end).toMatchObject({ status: 'error', result: { error: { type: 'user' } } });
    expect(JSON.stringify(end).length).toBeLessThan(20_000);
    expect(job.attempts).toHaveLength(1);
  });

  it('keeps a report until the partition can be read on that had stopped meanwhile', async () => {
    const own = around.in(await createProject());
    await start();
    const job = await own.job(sql('SELECT count(*) FROM range(60000) a, range(60000) b'));
    await running(job);
    const { partition, offset } = await own.appendFromTheFuture();
    await eventually(
      async () => (await service?.app.inject({ url: '/health/ready' }))?.statusCode,
      (status) => status === 503,
    );
    // The component has ended, and its report cannot be appended now.
    await eventually(
      () => existsSync(join(workDir, 'only-one', `${job.id}-1`)),
      (isThere) => !isThere,
      30_000,
    );
    await own.voidRecord(partition, offset);
    expect(await endOf(job)).toMatchObject({ status: 'success' });
    expect(job.attempts).toHaveLength(1);
  });
});
