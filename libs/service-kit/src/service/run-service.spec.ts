import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The built library in a process of its own: `nx test` builds it before. */
const FIXTURE = new URL('../../fixtures/tiny-service.mjs', import.meta.url).pathname;

const started: ChildProcess[] = [];
afterEach(() => started.splice(0).forEach((child) => child.kill('SIGKILL')));

function start(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [FIXTURE, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  const output: Readonly<Record<string, unknown>>[] = [];
  const waiting = new Set<() => void>();
  const text = { out: '', err: '' };
  child.stderr.on('data', (data: Buffer) => (text.err += data.toString()));
  child.stdout.on('data', (data: Buffer) => (text.out += data.toString()));
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('{"')) output.push(JSON.parse(line) as Readonly<Record<string, unknown>>);
    waiting.forEach((look) => look());
  });
  const exited = once(child, 'close').then(([code]) => ({ code: code as number | null, ...text }));
  return {
    exited,
    signal: (name: NodeJS.Signals) => child.kill(name),
    happened: () => output.flatMap(({ event, msg }) => event ?? msg ?? []),
    /** The first line of output that says this. */
    said: (what: string) =>
      new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
        const look = (): void => {
          const line = output.find(({ event, msg }) => event === what || msg === what);
          if (line !== undefined) resolve(line);
        };
        waiting.add(look);
        look();
        void exited.then(({ code, err }) => reject(new Error(`exited with ${code} before it said "${what}": ${err}`)));
      }),
  };
}

const urlOf = async (service: ReturnType<typeof start>): Promise<string> => String((await service.said('listening'))['url']);

describe('a service process', () => {
  it('prints its OpenAPI document and nothing else, without constructing anything', async () => {
    const { code, out, err } = await start(['--openapi']).exited;
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({ openapi: '3.0.0', info: { title: 'Tiny' }, paths: { '/slow': {} } });
  });

  it('proves with --smoke that it can be constructed, without connecting', async () => {
    const smoke = start(['--smoke']);
    expect(await smoke.exited).toMatchObject({ code: 0, err: '' });
    expect(smoke.happened()).toEqual(['constructed']);
  });

  it('does not start on a wrong environment and says all that is wrong with it', async () => {
    const { code, err } = await start([], { HTTP_PORT: 'eighty', TINY_STAGE: 'jumps' }).exited;
    expect(code).toBe(1);
    expect(err).toBe('tiny: HTTP_PORT must be an integer from 0 to 65535\ntiny: TINY_STAGE must be one of stops, hangs\n');
  });

  it('does not start on a port that is taken', async () => {
    const first = start();
    const { port } = new URL(await urlOf(first));
    const { code, err } = await start([], { HTTP_PORT: port }).exited;
    expect([code, err]).toEqual([1, expect.stringContaining('EADDRINUSE')]);
  });

  it('answers what is under way, then ends in order', async () => {
    const service = start();
    const answer = fetch(`${await urlOf(service)}/slow`);
    await service.said('request under way');
    service.signal('SIGTERM');
    expect(await (await answer).json()).toEqual({ answered: true });
    expect((await service.exited).code).toBe(0);
    const after = service.happened();
    expect(after.slice(after.indexOf('stopping'))).toEqual([
      'stopping',
      'request',
      'events stopped',
      'stage stopped',
      'module destroyed',
      'events stopped',
      'stopped',
    ]);
  });

  it('cuts a stream that would never end', async () => {
    const service = start();
    const { body } = await fetch(`${await urlOf(service)}/endless`);
    const reader = (body as ReadableStream<Uint8Array> | null)?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('first');
    service.signal('SIGTERM');
    await expect(reader?.read()).rejects.toThrow();
    expect((await service.exited).code).toBe(0);
  });

  it('ends at once on a second signal', async () => {
    const service = start([], { TINY_STAGE: 'hangs' });
    await service.said('listening');
    service.signal('SIGTERM');
    await service.said('stage hangs');
    service.signal('SIGINT');
    expect((await service.exited).code).toBe(1);
    expect(service.happened()).not.toContain('stopped');
  });

  it('ends with a defect that nobody caught, and logs it', async () => {
    const service = start();
    const url = await urlOf(service);
    await fetch(`${url}/forgotten`).catch(() => undefined);
    expect((await service.exited).code).toBe(1);
    expect(await service.said('uncaught error')).toMatchObject({ level: 'fatal', err: { message: 'nobody caught this' } });
  });
});
