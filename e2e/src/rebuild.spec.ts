import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { Api, sharedConnection } from './api.js';
import { finished, runJob } from './job.js';
import { repositoryPath } from './python-client.js';

const run = promisify(execFile);
const DATA = dirname(process.env['RUNLEDGER_CONNECTION'] ?? '');

/** The operator's command line on the shared platform. */
const runledger = async (...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> => {
  try {
    const { stdout } = await run(process.execPath, [repositoryPath('bin', 'runledger.mjs'), '--data', DATA, ...args], { env: { ...process.env, NODE_OPTIONS: '' } });
    return { code: 0, output: stdout };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { readonly code: number; readonly stdout?: string; readonly stderr?: string };
    return { code, output: stdout + stderr };
  }
};

describe('rebuilding read models on a running platform', () => {
  const api = new Api(sharedConnection());

  it('gives the same answers afterwards, and misses nothing that happens meanwhile', async () => {
    const jobs = await Promise.all(Array.from({ length: 5 }, () => runJob(api, { component: 'runledger.noop', configData: {} })));
    for (const { id } of jobs) await finished(api, id);
    const before = await api.get('/search/jobs?limit=500');
    const rebuilding = runledger('rebuild', '--model', 'jobs');
    const meanwhile = await finished(api, (await runJob(api, { component: 'runledger.noop', configData: {} })).id);
    expect(await rebuilding).toMatchObject({ code: 0, output: expect.stringContaining('job-api: rebuilt') as unknown });
    const after = await api.get<readonly { readonly id: string }[]>('/search/jobs?limit=500');
    expect(after.body.filter(({ id }) => id !== meanwhile.id)).toEqual(before.body);
    expect(after.body.map(({ id }) => id)).toContain(meanwhile.id);
  });

  it('a check of all models finds no difference', async () => {
    const { code, output } = await runledger('rebuild', '--check');
    expect(output).toMatch(/job-api: \d+ documents compared, 0 differ/);
    expect(code).toBe(0);
  });

  it('says which models there are when one is asked for that is not', async () => {
    const { code, output } = await runledger('rebuild', '--model', 'dreams');
    expect(code).toBe(1);
    expect(output).toContain('storage_jobs');
  });
});

describe('limits and projects of an operator', () => {
  it('a limit set by the operator is shown to clients', async () => {
    const { projectId } = sharedConnection();
    expect((await runledger('limit', 'set', '--project', projectId, '--limit', 'components.jobsParallelism', '--value', '7')).code).toBe(0);
    const { body } = await new Api(sharedConnection()).get<{ readonly owner: { readonly limits: Readonly<Record<string, { readonly value: number }>> } }>('/v2/storage/tokens/verify');
    expect(body.owner.limits['components.jobsParallelism']?.value).toBe(7);
    await runledger('limit', 'set', '--project', projectId, '--limit', 'components.jobsParallelism', '--value', '10');
  });

  it("a second project sees nothing of the first one's", async () => {
    const { output } = await runledger('project', 'create', '--name', 'Other', '--json');
    const { projectId, token } = JSON.parse(output.trim().split('\n').at(-1) ?? '') as { readonly projectId: string; readonly token: string };
    const ours = new Api(sharedConnection());
    const job = await finished(ours, (await runJob(ours, { component: 'runledger.noop', configData: {} })).id);
    const theirs = new Api({ ...sharedConnection(), projectId, token });
    expect((await theirs.get(`/jobs/${job.id}`)).status).toBe(404);
    expect((await theirs.post(`/jobs/${job.id}/kill`, {})).status).toBe(404);
    expect((await theirs.get('/search/jobs')).body).toEqual([]);
    expect((await theirs.get('/v2/storage/buckets')).body).toEqual([]);
    expect((await theirs.get('/v2/storage/files')).body).toEqual([]);
    expect((await theirs.get(`/v2/storage/events?runId=${job.id}`)).body).toEqual([]);
  });
});
