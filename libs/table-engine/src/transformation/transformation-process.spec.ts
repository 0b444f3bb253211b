import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ScratchFolder } from '../testing/scratch-folder.js';
import { FOREVER, isRunning, messageOf, Transformations, until } from '../testing/transformations.js';

const LIBRARY = new URL('../../dist/index.js', import.meta.url).href;

let transformations: Transformations;
let scratch: ScratchFolder;

beforeAll(async () => {
  transformations = await Transformations.create();
  ({ scratch } = transformations);
});
afterAll(() => scratch.remove());

describe('the process of a transformation', () => {
  it('ends when it is told to, even in a statement that never ends', async () => {
    const { pid, stop } = await transformations.start(FOREVER);

    expect(await stop()).toEqual({ kind: 'terminated' });
    expect(await isRunning(pid)).toBe(false);
  });

  it('is killed when it does not end in time', async () => {
    const { pid, stop } = await transformations.start(FOREVER, { terminationGraceMs: 100 });
    // a stopped process does not get to handle SIGTERM
    process.kill(-pid, 'SIGSTOP');

    expect(await stop()).toEqual({ kind: 'terminated' });
    expect(await isRunning(pid)).toBe(false);
  });

  it('does not start when it was told to end before', async () => {
    let isStarted = false;
    expect(
      await transformations.run('SELECT 1', {}, { signal: AbortSignal.abort(), onStarted: () => (isStarted = true) }),
    ).toEqual({
      kind: 'terminated',
    });
    expect(isStarted).toBe(false);
  });

  it('is reported as crashed when it is killed from outside', async () => {
    const { pid, result } = await transformations.start(FOREVER);
    process.kill(-pid, 'SIGKILL');

    expect(await result).toEqual({ kind: 'crashed', message: 'The transformation process was ended by SIGKILL.' });
  });

  it('is reported as crashed when it fails for a reason that is not the SQL', async () => {
    const result = await transformations.run('SELECT 1', {
      inputs: [{ name: 'gone', files: [scratch.newPath()], columns: [{ name: 'a' }] }],
    });

    expect(result.kind).toBe('crashed');
    expect(messageOf(result)).toMatch(/exit code 1\. .*No files found/s);
  });

  it('ends when the process that started it is killed', async () => {
    const spec = transformations.spec(['SELECT 1', FOREVER]);
    const program = `
      const { runTransformation } = await import(${JSON.stringify(LIBRARY)});
      let pid;
      await runTransformation(${JSON.stringify(spec)}, { onStarted: (group) => { pid = group; }, onLog: () => process.stdout.write(String(pid)) });`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [output] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(output.toString());
    expect(await isRunning(pid)).toBe(true);

    parent.kill('SIGKILL');
    await until(async () => !(await isRunning(pid)));
  });
});
