import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startPlatform, type Platform } from '../platform.mjs';
import { Api, eventually, type Answer } from './api.js';
import { finished, runJob, type Job } from './job.js';

const run = promisify(execFile);

/** Process of a part of the platform, by the name under which its launcher keeps it. */
const pidOf = (platform: Platform, name: string): number => {
  const { processes } = JSON.parse(readFileSync(join(platform.dataDir, 'runtime.json'), 'utf8')) as { readonly processes: readonly { readonly name: string; readonly pid: number }[] };
  const pid = processes.find((each) => each.name === name)?.pid;
  if (pid === undefined) throw new Error(`${name} does not run`);
  return pid;
};

/** Command lines of processes that a platform has started, directly or not, and that hold a word. */
const commandsWith = async (word: string): Promise<readonly string[]> => {
  const { stdout } = await run('ps', ['axww', '-o', 'command=']);
  return stdout.split('\n').filter((line) => line.includes(word));
};

const NOOP = { component: 'runledger.noop', configData: {} };

/** An answer while a part is away: done, or an honest refusal that says when to come back. */
const isHonest = ({ status, headers }: Answer<unknown>): boolean => status < 500 || (status === 503 && headers.get('retry-after') !== null);

describe('while a part is away', () => {
  let platform: Platform;
  let api: Api;

  beforeAll(async () => {
    platform = await startPlatform(['--empty']);
    api = new Api(platform);
  });

  afterAll(() => platform.stop());

  it('a frozen broker costs refusals, no acknowledged job, and the platform recovers by itself', async () => {
    const known = await finished(api, (await runJob(api, NOOP)).id);
    const broker = pidOf(platform, 'kafka');
    process.kill(broker, 'SIGSTOP');
    const accepted: string[] = [];
    try {
      const read = await api.get(`/jobs/${known.id}`);
      expect([read.status, read.body]).toEqual([200, known]);
      const absent = await api.get('/jobs/999999999');
      expect([absent.status, absent.headers.get('retry-after') !== null]).toEqual([503, true]);
      const writes = await Promise.all(Array.from({ length: 5 }, () => api.post<Job>('/jobs', NOOP)));
      for (const write of writes) expect(isHonest(write)).toBe(true);
      accepted.push(...writes.filter(({ status }) => status === 201).map(({ body }) => body.id));
    } finally {
      process.kill(broker, 'SIGCONT');
    }
    const next = await eventually(
      () => api.post<Job>('/jobs', NOOP),
      ({ status }) => status === 201,
      60_000,
    );
    for (const id of [...accepted, next.body.id]) expect(await finished(api, id)).toMatchObject({ status: 'success' });
    const all = await api.get<readonly Job[]>('/search/jobs?limit=500');
    expect(new Set(all.body.map(({ id }) => id)).size).toBe(all.body.length);
  });

  it('with the read store killed, writes go on, and its models come back from the log', async () => {
    const known = await finished(api, (await runJob(api, NOOP)).id);
    const store = pidOf(platform, 'read-store');
    process.kill(store, 'SIGSTOP');
    const refused = await api.get('/search/jobs');
    expect([refused.status, refused.headers.get('retry-after') !== null]).toEqual([503, true]);
    const written = await runJob(api, NOOP);
    process.kill(store, 'SIGKILL');
    const found = await eventually(
      () => api.get<readonly Job[]>('/search/jobs?limit=500'),
      ({ status, body }) => status === 200 && body.some(({ id }) => id === written.id),
      90_000,
    );
    expect(found.body.map(({ id }) => id)).toContain(known.id);
    expect((await api.get(`/jobs/${known.id}`)).body).toEqual(known);
  });

  it('a worker killed in the middle of a job gives it back after its restart, and the job page says so', async () => {
    const script = ['CREATE TABLE t AS SELECT sum(hash(a.range) % 7) AS s FROM range(400000000) a'];
    const job = await runJob(api, {
      component: 'keboola.duckdb-transformation',
      configData: { parameters: { blocks: [{ name: 'Block', codes: [{ name: 'Code', script }] }] } },
    });
    await eventually(
      () => api.get<Job>(`/jobs/${job.id}`),
      ({ body }) => body.status === 'processing',
    );
    process.kill(pidOf(platform, 'worker'), 'SIGKILL');
    const done = await finished(api, job.id, 120_000);
    expect(done).toMatchObject({ status: 'success', attempts: [{ attempt: 1, outcome: 'returned' }, { attempt: 2, outcome: 'success' }] });
    expect(await commandsWith('transformation-process.js')).toEqual([]);
  });
});
