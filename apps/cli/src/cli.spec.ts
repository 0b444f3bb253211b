import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PROGRAM = join(import.meta.dirname, '..', 'dist', 'main.js');

/** The built program, as an operator runs it. */
const runledger = async (...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> => {
  try {
    const { stdout, stderr } = await run(process.execPath, [PROGRAM, ...args], { env: { ...process.env, NODE_OPTIONS: '' } });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { readonly code: number; readonly stdout?: string; readonly stderr?: string };
    return { code, out: stdout, err: stderr };
  }
};

describe('the command line of an operator', () => {
  beforeAll(async () => {
    await runledger('init');
  });

  it('opens the log once, however often it is asked', async () => {
    expect(await runledger('init', '--json')).toEqual({ code: 0, out: '{"opened":false}\n', err: '' });
  });

  it('creates a project and tells its token', async () => {
    const { code, out } = await runledger('project', 'create', '--name', 'A', '--json');
    const { projectId, token } = JSON.parse(out) as { readonly projectId: string; readonly token: string };
    expect(code).toBe(0);
    expect(token).toMatch(new RegExp(`^${projectId}-\\d+-[\\w-]{32}$`));
  });

  it('sets a limit of a project, and knows which there are', async () => {
    const { projectId } = JSON.parse((await runledger('project', 'create', '--name', 'B', '--json')).out) as { readonly projectId: string };
    expect(await runledger('limit', 'set', '--project', projectId, '--limit', 'components.jobsParallelism', '--value', '3')).toMatchObject({ code: 0, out: expect.stringContaining('is 3 now') as unknown });
    expect(await runledger('limit', 'set', '--project', projectId, '--limit', 'hopes', '--value', '3')).toMatchObject({ code: 2, err: expect.stringContaining('storage.jobsParallelism') as unknown });
    expect(await runledger('limit', 'set', '--project', projectId, '--limit', 'components.jobsParallelism', '--value', '')).toMatchObject({ code: 2 });
    expect(await runledger('limit', 'set', '--project', '999999', '--limit', 'storage.jobsParallelism', '--value', '3')).toMatchObject({ code: 1, err: expect.stringContaining('999999') as unknown });
  });

  it('activates no rules that this build does not know, and those that hold only once', async () => {
    expect(await runledger('rules', 'activate', '99')).toMatchObject({ code: 1, err: expect.stringContaining('upgrade every service first') as unknown });
    expect((await runledger('rules', 'activate', '1')).out).toContain('already');
  });

  it('voids only the record at which a partition has stopped', async () => {
    expect(await runledger('record', 'void', '--partition', '0', '--offset', '0', '--reason', 'a try')).toMatchObject({ code: 1, err: expect.stringContaining('has not stopped') as unknown });
    expect(await runledger('record', 'void', '--partition', '0', '--offset', '0')).toMatchObject({ code: 2 });
  });

  it('says what it can do when it is asked something else', async () => {
    expect(await runledger('dance')).toMatchObject({ code: 2, err: expect.stringContaining('rebuild') as unknown });
    expect((await runledger('--help')).out).toContain('project create');
    expect((await runledger()).code).toBe(2);
    expect((await runledger('init', '--loud')).code).toBe(2);
  });
});
