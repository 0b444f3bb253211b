import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { promisify } from 'node:util';
import { startPlatform, type Platform } from '../platform.mjs';
import { Api, eventually } from './api.js';
import { finished, runJob } from './job.js';
import { repositoryPath } from './python-client.js';

const run = promisify(execFile);
const START = repositoryPath('deploy', 'local', 'start.mjs');
const STOP = repositoryPath('deploy', 'local', 'stop.mjs');

/** Ends of a command that is expected to fail. */
const failing = async (args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> => {
  try {
    await run(process.execPath, [...args], { cwd: repositoryPath(), env: { ...process.env, NODE_OPTIONS: '' } });
    return { code: 0, output: '' };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { readonly code: number; readonly stdout?: string; readonly stderr?: string };
    return { code, output: stdout + stderr };
  }
};

/** Processes whose command line or environment names a folder. */
const processesOf = async (folder: string): Promise<readonly string[]> => {
  const { stdout } = await run('ps', ['axeww', '-o', 'pid=,command=']);
  return stdout.split('\n').filter((line) => line.includes(folder) && !line.includes('ps axeww'));
};

const listening = (port: number): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer().listen(port, '127.0.0.1', () => resolve(server));
  });

describe('a platform of its own', () => {
  let platform: Platform;

  beforeAll(async () => {
    platform = await startPlatform([]);
  });

  afterAll(() => platform.stop());

  it('writes how to reach it, for its owner only', () => {
    expect(JSON.parse(readFileSync(platform.connectionFile, 'utf8'))).toEqual({ url: platform.url, token: platform.token, projectId: platform.projectId });
    expect(statSync(platform.connectionFile).mode & 0o777).toBe(0o600);
  });

  it('begins with a finished job on real data', async () => {
    const { body } = await new Api(platform).get<readonly { readonly status: string }[]>('/search/jobs');
    expect(body).toEqual([expect.objectContaining({ status: 'success' })]);
  });

  it('is not started twice on the same data', async () => {
    const { code, output } = await failing([START, '--data', platform.dataDir, '--port', String(platform.port)]);
    expect(code).toBe(1);
    expect(output).toMatch(/already|running/i);
  });

  it('says clearly that a port is taken', async () => {
    const server = await listening(0);
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, output } = await failing([START, '--data', `${platform.dataDir}-other`, '--port', String(port)]);
    server.close();
    expect(code).toBe(1);
    expect(output).toContain(String(port));
  });

  it('restarts a service that dies, and says so', async () => {
    const { body } = await new Api(platform).get<readonly object[]>('/v2/storage/buckets');
    expect(body.length).toBeGreaterThan(0);
    const [line = ''] = (await processesOf(platform.dataDir)).filter((each) => each.includes('storage-jobs/dist/main.js'));
    process.kill(Number(line.trim().split(' ')[0]), 'SIGKILL');
    await eventually(
      async () => platform.output(),
      (output) => /storage-jobs.*(restart|again)/i.test(output),
    );
    const answer = await eventually(
      () => new Api(platform).get('/v2/storage/buckets'),
      ({ status }) => status === 200,
      60_000,
    );
    expect(answer.body).toEqual(body);
  });

  it('keeps everything over a stop and a start, which is quick, and leaves no process behind', async () => {
    const before = new Api(platform);
    const job = await finished(before, (await runJob(before, { component: 'runledger.noop', configData: {} })).id);
    const tables = (await before.get('/v2/storage/tables')).body;
    const files = (await before.get('/v2/storage/files')).body;

    await run(process.execPath, [STOP, '--data', platform.dataDir], { cwd: repositoryPath(), env: { ...process.env, NODE_OPTIONS: '' } });
    await platform.exited;
    await eventually(
      () => processesOf(platform.dataDir),
      (left) => left.length === 0,
      10_000,
    );

    platform = await startPlatform([], { dataDir: platform.dataDir, port: platform.port });
    const after = new Api(platform);
    expect(platform.token).toBe(before.connection.token);
    expect((await after.get(`/jobs/${job.id}`)).body).toEqual(job);
    expect((await after.get('/v2/storage/tables')).body).toEqual(tables);
    expect(((await after.get<readonly { readonly id: number }[]>('/v2/storage/files')).body).map(({ id }) => id)).toEqual((files as unknown as readonly { id: number }[]).map(({ id }) => id));
  });

  it("takes an operator's commands, and refuses one that it does not know by name", async () => {
    const { code, output } = await failing([repositoryPath('bin', 'runledger.mjs'), '--data', platform.dataDir, 'dance']);
    expect([code, output]).toEqual([2, expect.stringContaining('dance')]);
  });

  it('leaves no orphan when its launcher is killed', async () => {
    const lost = await startPlatform(['--empty']);
    process.kill(lost.pid, 'SIGKILL');
    await lost.exited;
    await eventually(
      () => processesOf(lost.dataDir),
      (left) => left.length === 0,
      30_000,
    );
    await lost.stop();
  });
});
