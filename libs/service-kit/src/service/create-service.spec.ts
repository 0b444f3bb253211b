import { connect } from 'node:net';
import { Inject } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ProjectId, TokenId } from '@runledger/contracts';
import type { AuthenticatedToken } from '../auth/authenticated-token.js';
import { readServiceConfig, serviceKeys, type ServiceConfig } from '../config/service-config.js';
import { HealthChecks } from '../health/health-checks.js';
import { createLogger } from '../logging/logger.js';
import { createPreview, createService } from './create-service.js';
import { openApiOf } from './open-api.js';
import type { ServiceDefinition } from './service-definition.js';
import { TinyModule } from './tiny-application.features.js';

/** Cannot be constructed without a platform: a preview must not try. */
class NeedsPlatform {
  constructor(@Inject('platform') _platform: unknown) {}
}

const AUTH = { 'x-storageapi-token': '1-2-goodgoodgoodgoodgood' };
const token = (change: Partial<AuthenticatedToken> = {}): AuthenticatedToken => ({
  projectId: '1' as ProjectId,
  tokenId: '2' as TokenId,
  description: 'tutorial',
  expiresAtMs: null,
  rights: {
    isMasterToken: true,
    canManageBuckets: true,
    canManageTokens: true,
    canReadAllFileUploads: true,
    canPurgeTrash: true,
    bucketPermissions: {},
    componentAccess: [],
  },
  ...change,
});
const known = new Map([
  [AUTH['x-storageapi-token'], token()],
  ['1-3-expired', token({ expiresAtMs: 1 })],
]);

const definition: ServiceDefinition<ServiceConfig> = {
  name: 'tiny',
  config: serviceKeys,
  openApi: { title: 'Tiny' },
  module: () => TinyModule,
  tokens: () => ({ find: async (text) => known.get(text) }),
};
const config = readServiceConfig({ PUBLIC_URL: 'http://runledger.example:8080/' });
const log: string[] = [];
const logger = createLogger({ service: 'tiny', level: 'info' }, { write: (line: string) => void log.push(line) });

let app: NestFastifyApplication;
let ready = true;

/** Ids of the requests that have begun. */
const received: string[] = [];

/** Waits until something that happens on its own has happened. */
async function eventually(what: string, happened: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + 5_000;
  while (!happened()) {
    if (Date.now() > deadlineMs) throw new Error(`${what}: not within 5 s`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

beforeAll(async () => {
  app = await createService(definition, config, logger);
  app.get(HealthChecks).register({
    name: 'log',
    check: () => {
      if (!ready) throw new Error('partition 3 is stopped');
    },
  });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (request) => void received.push(request.id));
  await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app.close());

const get = (url: string, headers: Record<string, string> = AUTH) => app.inject({ url, headers });
const post = (url: string, payload: string, contentType = 'application/json') =>
  app.inject({ method: 'POST', url, payload, headers: { ...AUTH, 'content-type': contentType } });
const FORM = 'application/x-www-form-urlencoded';

describe('token guard', () => {
  it.each([{}, { 'x-storageapi-token': '' }, { authorization: 'Basic abc' }])(
    'answers a request without token with the exact text: %j',
    async (headers) => {
      const answer = await get('/v2/storage/buckets', headers);
      expect([answer.statusCode, answer.json()]).toEqual([401, { error: 'Access token must be set' }]);
    },
  );

  it.each(['1-2-unknown', '1-3-expired', 'x'.repeat(5000)])('refuses a token that is not valid', async (bad) => {
    const storage = await get('/v2/storage/buckets', { 'x-storageapi-token': bad });
    expect([storage.statusCode, storage.json()]).toMatchObject([
      401,
      { error: 'Invalid access token', code: 'storage.tokenInvalid' },
    ]);
    const queue = await get('/jobs', { authorization: `Bearer ${bad}` });
    expect([queue.statusCode, queue.json()]).toMatchObject([401, { error: 'Invalid access token', code: 401 }]);
  });

  it('hands token, run id and public address to the handler', async () => {
    const direct = await get('/jobs/who', { authorization: `Bearer ${AUTH['x-storageapi-token']}`, 'x-kbc-runid': '7.8' });
    expect(direct.json()).toEqual({ token: 'tutorial', runId: '7.8', publicUrl: 'http://runledger.example:8080' });
    const forwarded = await get('/jobs/who', { ...AUTH, 'x-forwarded-host': 'queue.example.org', 'x-forwarded-proto': 'https' });
    expect(forwarded.json()).toMatchObject({ publicUrl: 'https://queue.example.org' });
  });
});

describe('error shapes', () => {
  it('gives Storage a string code', async () => {
    const answer = await get('/v2/storage/buckets/in.c-x');
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toEqual({
      error: 'bucket "in.c-x" was not found',
      code: 'storage.buckets.notFound',
      exceptionId: answer.headers['x-request-id'],
      params: { id: 'in.c-x' },
    });
  });

  it('gives own endpoints the parameters beside the code', async () => {
    expect((await get('/runledger/v1/query')).json()).toMatchObject({
      code: 'queryInvalid',
      from: 0,
      to: 4,
      suggestion: 'status',
    });
  });

  it.each([
    '/v2/storage//buckets',
    '/v2/storage/branch//buckets',
    '/v2/storage/nothing',
    `/v2/storage/buckets/${'x'.repeat(1000)}`,
  ])('does not know the route %#', async (url) => {
    const answer = await get(url);
    expect([answer.statusCode, answer.json()]).toMatchObject([404, { code: 'routeNotFound' }]);
  });

  it('does not repeat the query of an unknown route', async () => {
    const answer = await get('/nothing?sig=abc');
    expect([answer.statusCode, answer.json()]).toMatchObject([
      404,
      { error: 'No route found for "GET /nothing"', code: 404, status: 'error' },
    ]);
  });

  it('refuses a path that is not percent-encoded', async () => {
    const answer = await get('/v2/storage/buckets/%zz');
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { code: 'badRequest' }]);
    expect(answer.headers['content-type']).toBe('application/json');
  });

  it('keeps a defect to the log, under the exception id', async () => {
    const answer = await get('/jobs/defect');
    expect([answer.statusCode, answer.json()]).toMatchObject([500, { code: 500, context: { errorCode: 'internalError' } }]);
    expect(answer.body).not.toContain('password');
    const logged = log.filter((line) => line.includes('password of the database'));
    expect(logged).toEqual([expect.stringContaining(String(answer.headers['x-request-id']))]);
  });

  it('asks to come back when a part of the platform is away', async () => {
    const answer = await get('/jobs/away');
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '2']);
    expect(answer.json()).toMatchObject({ context: { stringCode: 'unavailable', reason: 'KAFKA_UNAVAILABLE' } });
    expect(answer.body).not.toContain('10.0.0.1');
  });
});

describe('requests', () => {
  it.each(['status[]=a&status[]=b', 'status[0]=a&status[1]=b', 'status=a&status=b'])(
    'reads a list from the query %s',
    async (query) => {
      expect((await get(`/v2/storage/buckets?${query}&limit=5`)).json()).toEqual({
        status: ['a', 'b'],
        limit: 5,
        branch: 'default',
      });
    },
  );

  it('answers below a branch and with a trailing slash', async () => {
    expect((await get('/v2/storage/branch/17/buckets/')).json()).toEqual({ status: [], limit: 100, branch: '17' });
  });

  it('reads the same bucket from JSON and from a form', async () => {
    const json = {
      name: 'x',
      isPublic: 1,
      tags: ['a', 'b'],
      configuration: { a: [1] },
      columns: [{ name: 'id' }],
      unknown: true,
    };
    const form = 'name=x&isPublic=1&tags[]=a&tags[]=b&configuration={"a":[1]}&columns[0][name]=id&unknown=1';
    const answers = [await post('/v2/storage/buckets', JSON.stringify(json)), await post('/v2/storage/buckets', form, FORM)];
    for (const answer of answers) {
      expect(answer.statusCode).toBe(201);
      expect(answer.json()).toEqual({
        name: 'x',
        isPublic: true,
        tags: ['a', 'b'],
        configuration: { a: [1] },
        columns: [{ name: 'id' }],
      });
    }
  });

  it('hands users data on as it came, whatever its members are called', async () => {
    const configuration = { constructor: { prototype: 1, name: 2 }, prototype: [], hasOwnProperty: null, toJSON: 'x' };
    const answer = await post('/v2/storage/buckets', JSON.stringify({ name: 'x', configuration }));
    expect(answer.json()).toMatchObject({ configuration });
  });

  it('names every field that is wrong', async () => {
    const answer = await post('/v2/storage/buckets', '{"isPublic":"maybe","tags":[{}],"columns":[{"name":7}],"configuration":3}');
    expect(answer.statusCode).toBe(400);
    const { code, params } = answer.json<{ code: string; params: { errors: readonly { field: string }[] } }>();
    expect([code, params.errors.map(({ field }) => field)]).toEqual([
      'validation.failed',
      ['name', 'isPublic', 'tags', 'configuration', 'columns.0.name'],
    ]);
  });

  it('names an unknown field where the contract forbids them', async () => {
    const answer = await post('/jobs', '{"component":"x","componnt":"y"}');
    expect([answer.statusCode, answer.json()]).toMatchObject([
      400,
      { error: 'Invalid request: "componnt" is not a known field' },
    ]);
  });

  it.each([
    ['malformed JSON', '{"name":', 'application/json', 'jsonInvalid'],
    ['JSON that is no object', '"x"', 'application/json', 'validation.failed'],
    ['a JSON list', '[1]', 'application/json', 'validation.failed'],
    ['JSON nested without end', '['.repeat(1_000_000), 'application/json', 'jsonTooDeep'],
    ['JSON that reaches for prototypes', '{"__proto__":{"x":1}}', 'application/json', 'jsonInvalid'],
    ['a body over 16 MB', `{"name":"${'x'.repeat(16 * 1024 ** 2)}"}`, 'application/json', 'bodyTooLarge'],
    ['an unknown content type', 'name: x', 'text/yaml', 'unsupportedContentType'],
    ['a form nested without end', `name${'[a]'.repeat(50)}=1`, FORM, 'formTooLarge'],
    ['a form with too many fields', 'a=1&'.repeat(2000), FORM, 'formTooLarge'],
  ])('refuses %s', async (_, payload, contentType, code) => {
    const answer = await post('/v2/storage/buckets', payload, contentType);
    expect([answer.statusCode, answer.headers['content-type'], answer.json()]).toMatchObject([400, 'application/json', { code }]);
  });

  it.each(['application/json', 'text/plain', FORM])('takes an empty body of type %s for no body', async (contentType) => {
    const answer = await post('/v2/storage/buckets', '', contentType);
    expect(answer.json()).toMatchObject({ error: 'Invalid request: "name" must be a string of 1 to 64 characters' });
  });

  it('takes a client that leaves in the middle of its body for no defect', async () => {
    const { hostname, port } = new URL(await app.getUrl());
    const head =
      'POST /jobs HTTP/1.1\r\nhost: x\r\nx-request-id: left\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{';
    const socket = connect(Number(port), hostname, () => socket.write(head));
    await eventually('request received', () => received.includes('left'));
    socket.resetAndDestroy();
    await eventually('request ended', () => log.some((line) => line.includes('"left"')));
    expect(log.filter((line) => line.includes('"left"'))).toEqual([expect.stringContaining('"level":"info"')]);
  });
});

describe('answers', () => {
  it('sends ready-made JSON as it is, under the bare content type', async () => {
    const answer = await get('/jobs');
    expect([answer.headers['content-type'], answer.body]).toEqual(['application/json', '{"from":"the read store"}']);
  });

  it('sends nothing with 204', async () => {
    const answer = await app.inject({ method: 'DELETE', url: '/v2/storage/buckets/x', headers: AUTH });
    expect([answer.statusCode, answer.body, answer.headers['content-type']]).toEqual([204, '', undefined]);
  });

  it('logs a request without its query', async () => {
    await get('/v2/storage/buckets?status=x&sig=abc', { ...AUTH, 'x-request-id': 'r-1', 'x-kbc-runid': '5' });
    const line: unknown = JSON.parse(log.find((entry) => entry.includes('"r-1"')) ?? 'null');
    expect(line).toMatchObject({
      service: 'tiny',
      requestId: 'r-1',
      runId: '5',
      method: 'GET',
      path: '/v2/storage/buckets',
      status: 200,
    });
    expect(log.join('')).not.toContain('sig=abc');
  });
});

describe('operation', () => {
  it('is ready only while every check is well, and says which is not', async () => {
    expect((await get('/health/live', {})).statusCode).toBe(200);
    expect((await get('/health/ready', {})).statusCode).toBe(200);
    ready = false;
    const answer = await get('/health/ready', {});
    ready = true;
    expect([answer.statusCode, answer.json()]).toMatchObject([
      503,
      { error: { log: { status: 'down', message: 'partition 3 is stopped' } } },
    ]);
  });

  it('counts requests by route for Prometheus', async () => {
    const answer = await get('/metrics', {});
    expect(answer.headers['content-type']).toContain('text/plain');
    expect(answer.body).toContain(
      'http_request_duration_seconds_count{method="GET",route="/v2/storage/buckets/:id",status="404"}',
    );
    expect(answer.body).toContain('process_resident_memory_bytes');
  });

  it('describes itself without being constructed', async () => {
    const unbuildable = {
      ...definition,
      module: () => ({ module: class Unbuildable {}, imports: [TinyModule], providers: [needsPlatform, NeedsPlatform] }),
    };
    const preview = await createPreview(unbuildable, config, logger);
    const document = openApiOf(preview, 'Tiny');
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/v2/storage/buckets', '/jobs', '/runledger/v1/query']));
    expect(Object.keys(document.paths).filter((path) => /branch|health|metrics/.test(path))).toEqual([]);
    expect(document.components?.schemas?.['NewBucket']).toMatchObject({
      required: ['name'],
      properties: { isPublic: { type: 'boolean' } },
    });
    const refusals = ['/v2/storage/buckets', '/jobs', '/runledger/v1/query'].map(
      (path) => document.paths[path]?.get?.responses.default,
    );
    expect(refusals).toMatchObject(
      ['StorageError', 'QueueError', 'RunledgerError'].map((name) => ({
        content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
      })),
    );
    expect((await get('/docs-json', {})).json<{ paths: unknown }>().paths).toEqual(JSON.parse(JSON.stringify(document.paths)));
  });
});

const needsPlatform = {
  provide: 'platform',
  useFactory: () => {
    throw new Error('no platform here');
  },
};
