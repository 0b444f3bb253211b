import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { brotliDecompressSync } from 'node:zlib';
import { eventually } from './testing/eventually.js';
import { ask } from './testing/exchange.js';
import { PAGE, SCRIPT, startGateway, type GatewayUnderTest } from './testing/gateway-under-test.js';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

describe('limits', () => {
  test('headers beyond 16 kB are refused', async () => {
    const answer = await ask(gateway.origin, { path: '/jobs', headers: { 'x-long': 'x'.repeat(20_000) } });
    expect(answer.status).toBe(431);
    expect(answer.json()).toMatchObject({ code: 431, status: 'error' });
  });

  test('what is not HTTP is refused and harms nobody', async () => {
    const socket = connect(Number(new URL(gateway.origin).port), '127.0.0.1');
    socket.end('GET /jobs HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1.1 400 .*"code":400/s);
    gateway.jobApi.answersText('[]');
    expect((await ask(gateway.origin, { path: '/jobs' })).status).toBe(200);
  });

  test('beyond its rate a token is told when to come again, another one is not', async () => {
    const limited = await startGateway({ RATE_LIMIT_PER_SECOND: '1' });
    try {
      limited.jobApi.answersText('[]');
      const askAs = (token: string) => ask(limited.origin, { path: '/jobs', headers: { 'x-storageapi-token': token } });
      const answers = await Promise.all(['a', 'a', 'a', 'b'].map(askAs));
      const refused = answers.filter(({ status }) => status === 429);
      expect(refused.length).toBeGreaterThan(0);
      expect(refused.length).toBeLessThan(3);
      expect(answers.at(-1)?.status).toBe(200);
      expect(refused[0]?.headers['retry-after']).toBe('1');
      expect(refused[0]?.json()).toMatchObject({ code: 429, context: { errorCode: 'tooManyRequests' } });
    } finally {
      await limited.stop();
    }
  });
});

describe('nowhere', () => {
  test.each([
    ['/v2', { code: 404, status: 'error' }],
    ['/runledger/v1/nothing', { code: 'routeNotFound' }],
    ['/favicon.ico', { code: 404 }],
    ['/assets/../secret.txt', { code: 404 }],
    ['/assets/..%2fsecret.txt', { code: 404 }],
    ['/assets/.hidden', { code: 404 }],
    ['/assets/nothing-4f2a.js', { code: 404 }],
    ['/secret.txt', { code: 404 }],
  ])('%s is not found, in the shape of the contract', async (path, shape) => {
    const answer = await ask(gateway.origin, { path });
    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.json()).toMatchObject(shape);
  });

  test('a malformed address is a bad request', async () => {
    expect((await ask(gateway.origin, { path: '/blob/%zz' })).status).toBe(400);
  });
});

describe('console', () => {
  test.each(['/', '/login', '/p/1/jobs/2'])('%s is the page, with nothing allowed from elsewhere', async (path) => {
    const answer = await ask(gateway.origin, { path });
    expect(answer).toMatchObject({ status: 200, body: PAGE });
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none'.*script-src 'self'.*frame-ancestors 'none'$/);
    expect(await ask(gateway.origin, { method: 'HEAD', path })).toMatchObject({
      status: 200,
      body: '',
      headers: { 'content-length': String(PAGE.length) },
    });
  });

  test('an asset never changes, and comes compressed where it can', async () => {
    const plain = await ask(gateway.origin, { path: '/assets/main-4f2a.js' });
    expect(plain).toMatchObject({ status: 200, body: SCRIPT });
    expect(plain.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'application/javascript; charset=utf-8',
    });
    const compressed = await ask(gateway.origin, { path: '/assets/main-4f2a.js', headers: { 'accept-encoding': 'gzip, br' } });
    expect(compressed.headers).toMatchObject({
      'content-encoding': 'br',
      vary: 'accept-encoding',
      'content-type': 'application/javascript; charset=utf-8',
    });
    expect(brotliDecompressSync(compressed.bytes).toString()).toBe(SCRIPT);
  });
});

describe('description of all services', () => {
  const describedBy = (path: string) =>
    JSON.stringify({ openapi: '3.0.0', info: {}, paths: { [path]: { get: { responses: {} } } }, components: { schemas: {} } });

  test('is one document, of paths that the services answer under our own origin, and asked for once', async () => {
    const described = await startGateway({}, { scheduler: 'here' });
    try {
      const { projects, jobApi, storageJobs, fileUploads, scheduler } = described;
      projects.answersText(describedBy('/v2/storage'));
      jobApi.answersText(describedBy('/jobs'));
      storageJobs.answersText(describedBy('/v2/storage/tables'));
      fileUploads.answersText(describedBy('/v2/storage/files'));
      scheduler.answersText(describedBy('/schedules'));
      const headers = { host: 'connection.runledger.example' };
      const [answer] = await Promise.all([1, 2].map(() => ask(described.origin, { path: '/docs-json', headers })));
      expect(answer?.headers['content-type']).toBe('application/json');
      expect(answer?.json()).toMatchObject({
        servers: [{ url: 'https://connection.runledger.example' }],
        paths: { '/v2/storage': {}, '/jobs': {}, '/v2/storage/tables': {}, '/v2/storage/files': {}, '/schedules': {} },
      });
      for (const service of [projects, jobApi, storageJobs, fileUploads, scheduler])
        expect(service.seen.map(({ url }) => url)).toEqual(['/docs-json']);
    } finally {
      await described.stop();
    }
  });

  test('waits for a service that is away, and says which', async () => {
    for (const service of [gateway.projects, gateway.jobApi, gateway.storageJobs, gateway.fileUploads])
      service.answersText(describedBy('/jobs'));
    const answer = await ask(gateway.origin, { path: '/docs-json' });
    expect(answer.status).toBe(503);
    expect(answer.json()).toMatchObject({ context: { service: 'scheduler' } });
  });

  test.each(['/docs', '/docs/start.js', '/docs/swagger-ui.css', '/docs/swagger-ui-bundle.js'])(
    '%s is there, and allows nothing from elsewhere',
    async (path) => {
      const answer = await ask(gateway.origin, { path });
      expect(answer.status).toBe(200);
      expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
    },
  );
});

describe('the gateway itself', () => {
  test('is live and ready whatever its services do', async () => {
    for (const path of ['/health/live', '/health/ready']) expect((await ask(gateway.origin, { path })).status).toBe(200);
  });

  test('counts what it hands on, by service and by how it ended', async () => {
    const counts = async (service: string): Promise<Readonly<Record<string, number>>> => {
      const { body } = await ask(gateway.origin, { path: '/metrics' });
      const lines = body.matchAll(/^gateway_forwarded_requests_total\{service="(.+)",outcome="(.+)"\} (\d+)$/gm);
      const mine = [...lines].filter(([, name]) => name === service);
      return Object.fromEntries(mine.map(([, , outcome = '', count]): [string, number] => [outcome, Number(count)]));
    };
    gateway.storageJobs.answersText('[]');
    await ask(gateway.origin, { path: '/v2/storage/buckets' });
    gateway.storageJobs.answers((request, answer) => {
      answer.writeHead(200);
      answer.write('half', () => request.socket.destroy());
    });
    await ask(gateway.origin, { path: '/v2/storage/buckets' }).catch(() => undefined);
    const request = httpRequest(`${gateway.origin}/v2/storage/buckets`, { agent: false });
    gateway.storageJobs.answers(() => void request.destroy());
    request.on('error', () => undefined).end();
    await eventually('the client that left is counted', async () => (await counts('storage-jobs'))['aborted'] !== undefined);
    expect(await counts('storage-jobs')).toEqual({ answered: 1, unavailable: 1, aborted: 1 });
  });
});
