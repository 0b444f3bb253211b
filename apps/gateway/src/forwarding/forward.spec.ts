import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { eventually } from '../testing/eventually.js';
import { ask } from '../testing/exchange.js';
import { startGateway, type GatewayUnderTest } from '../testing/gateway-under-test.js';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

describe('handing on', () => {
  test.each([
    '/blob/x/acct.blob.core.windows.net/c/a%2Fb%2F..%2Fc?sv=1&sig=a%2Bb%3D',
    '/blob/c/../../v2/./storage?x=//y',
    '/v2/storage//not-a-url?a[b][c][d][e][f][g][h]=1',
    '/jobs?a=1&a=2&b[]=3&%E4%BD%A0=%F0%9F%98%80',
  ])('%s arrives as it was sent', async (path) => {
    const service = path.startsWith('/blob') ? gateway.fileUploads : path.startsWith('/jobs') ? gateway.jobApi : gateway.projects;
    service.answersText('seen');
    expect(await ask(gateway.origin, { path })).toMatchObject({ status: 200, body: 'seen' });
    expect(service.last.url).toBe(path);
  });

  test('the service learns under which name it was asked, and the request by one id on both sides', async () => {
    gateway.jobApi.answersText('{}');
    const { headers } = await ask(gateway.origin, {
      path: '/jobs',
      headers: { host: 'queue.runledger.example', 'x-forwarded-host': 'evil.example', 'x-kbc-runid': '1.2' },
    });
    expect(gateway.jobApi.last.headers).toMatchObject({
      host: new URL(gateway.jobApi.origin).host,
      'x-forwarded-host': 'queue.runledger.example',
      'x-forwarded-proto': 'https',
      'x-kbc-runid': '1.2',
      'x-request-id': headers['x-request-id'],
    });
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'GET'])('a body of %s arrives whole', async (method) => {
    let received = '';
    gateway.jobApi.answers(async (request, answer) => {
      received = await text(request);
      answer.writeHead(202, { 'content-type': 'application/json', 'content-length': 8, 'x-own': 'kept' }).end('{"id":1}');
    });
    const body = '{"configData":"€"}';
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const answer = await ask(gateway.origin, { method, path: '/jobs', headers, body });
    expect(received).toBe(body);
    expect(answer).toMatchObject({ status: 202, body: '{"id":1}' });
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'x-own': 'kept', 'content-length': '8' });
  });

  test('a body of any type, or of none, is not looked at', async () => {
    for (const contentType of [undefined, 'application/json', 'multipart/form-data; boundary=x', 'text/weird; charset=none']) {
      let received = '';
      gateway.fileUploads.answers(async (request, answer) => {
        received = await text(request);
        answer.end();
      });
      await ask(gateway.origin, {
        method: 'PUT',
        path: '/blob/c/x',
        headers: contentType === undefined ? {} : { 'content-type': contentType },
        body: '{not json',
      });
      expect(received).toBe('{not json');
    }
  });

  test('HEAD, 204 and 304 have no body, and the headers that the service gave', async () => {
    gateway.fileUploads.answers((_request, answer) => void answer.writeHead(200, { 'content-length': 1234, etag: '"1"' }).end());
    expect(await ask(gateway.origin, { method: 'HEAD', path: '/blob/c/x' })).toMatchObject({
      status: 200,
      body: '',
      headers: { 'content-length': '1234', etag: '"1"' },
    });
    for (const status of [204, 304]) {
      gateway.projects.answers((_request, answer) => void answer.writeHead(status).end());
      expect(await ask(gateway.origin, { method: 'DELETE', path: '/v2/storage/tokens/1' })).toMatchObject({ status, body: '' });
    }
  });

  test('an answer before the whole body was read reaches a client that sends everything first', async () => {
    gateway.projects.answers(
      (_request, answer) => void answer.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"too large"}'),
    );
    const body = Buffer.alloc(40 * 1024 ** 2, 'x');
    const answer = await ask(gateway.origin, {
      method: 'POST',
      path: '/v2/storage/tokens',
      headers: { 'content-length': body.length },
      body,
    });
    expect(answer).toMatchObject({ status: 400, body: '{"error":"too large"}' });
  });

  test('an error of a service passes as it is, and is not tried again', async () => {
    gateway.jobApi.answers((_request, answer) => void answer.writeHead(503, { 'retry-after': '7' }).end('{"error":"x"}'));
    expect(await ask(gateway.origin, { path: '/jobs' })).toMatchObject({
      status: 503,
      headers: { 'retry-after': '7' },
      body: '{"error":"x"}',
    });
    expect(gateway.jobApi.seen).toHaveLength(1);
  });
});

describe('a service that is away', () => {
  test.each([
    ['GET', undefined],
    ['POST', '{"configurationId":"1"}'],
    ['POST', 'x'.repeat(8 * 1024 ** 2)],
  ])('is answered for with 503 in the shape of the contract: %s', async (method, body) => {
    const answer = await ask(gateway.origin, { method, path: '/schedules', ...(body === undefined ? {} : { body }) });
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.json()).toMatchObject({
      code: 503,
      status: 'error',
      context: { errorCode: 'unavailable', service: 'scheduler' },
    });
  });

  test('that dies in the middle of a request is not asked again', async () => {
    gateway.projects.answers((request) => void request.socket.destroy());
    const answer = await ask(gateway.origin, { method: 'POST', path: '/v2/storage/tokens', body: '{}' });
    expect(answer.status).toBe(503);
    expect(answer.json()).toMatchObject({ code: 'unavailable', params: { service: 'projects' } });
    expect(gateway.projects.seen).toHaveLength(1);
  });

  test('that dies in the middle of an answer does not make a short answer look whole', async () => {
    gateway.fileUploads.answers((request, answer) => {
      answer.writeHead(200);
      answer.write('half', () => request.socket.destroy());
    });
    await expect(ask(gateway.origin, { path: '/blob/c/x' })).rejects.toThrow(/aborted|socket hang up|ECONNRESET/);
    gateway.fileUploads.answersText('again');
    expect(await ask(gateway.origin, { path: '/blob/c/x' })).toMatchObject({ status: 200, body: 'again' });
  });

  test('that does not speak HTTP is away', async () => {
    gateway.projects.answers((request) => void request.socket.end('\0\0 nonsense\r\n\r\n'));
    expect((await ask(gateway.origin, { path: '/v2/storage' })).status).toBe(503);
  });
});

describe('a client that goes', () => {
  test('before the answer: the service sees its connection closed', async () => {
    const closed = new Promise<void>((resolve) =>
      gateway.jobApi.answers((request) => void request.socket.once('close', () => resolve())),
    );
    const request = httpRequest(`${gateway.origin}/jobs`, { agent: false });
    request.on('error', () => undefined);
    request.end();
    await eventually('the request arrives', () => gateway.jobApi.seen.length > 0);
    request.destroy();
    await closed;
  });

  test('in the middle of an upload: the service sees it as broken off, not as ended', async () => {
    const ended = new Promise<boolean>((resolve) =>
      gateway.fileUploads.answers((request) => {
        request.resume();
        request.once('close', () => resolve(request.complete));
      }),
    );
    const request = httpRequest(`${gateway.origin}/blob/c/x`, {
      method: 'PUT',
      agent: false,
      headers: { 'content-length': 1_000_000 },
    });
    request.on('error', () => undefined);
    request.write('x'.repeat(1_000));
    await eventually('the request arrives', () => gateway.fileUploads.seen.length > 0);
    request.destroy();
    expect(await ended).toBe(false);
  });

  test('in the middle of an answer that it does not read: the service stops sending', async () => {
    const closed = new Promise<void>((resolve) =>
      gateway.fileUploads.answers((request, answer) => {
        request.socket.once('close', () => resolve());
        const endless = new Readable({
          read() {
            this.push(Buffer.alloc(65_536));
          },
        });
        endless.pipe(answer);
        answer.once('close', () => endless.destroy());
      }),
    );
    const request = httpRequest(`${gateway.origin}/blob/c/x`, { agent: false });
    request.on('error', () => undefined);
    request.end();
    await once(request, 'response');
    request.destroy();
    await closed;
  });
});

describe('streams', () => {
  test('events arrive one by one, headers before the first', async () => {
    let send: ((event: string) => void) | undefined;
    gateway.jobApi.answers((_request, answer) => {
      answer.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      send = (event) => void answer.write(event);
    });
    const request = httpRequest(`${gateway.origin}/runledger/v1/stream`, { agent: false });
    request.end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.headers['content-type']).toBe('text/event-stream');
    for (const event of ['data: 1\n\n', 'data: 2\n\n']) {
      const arrived = once(response, 'data');
      send?.(event);
      expect(String((await arrived)[0])).toBe(event);
    }
    request.on('error', () => undefined);
    request.destroy();
  });

  test('200 MB pass in both directions in constant memory', async () => {
    const CHUNK = Buffer.alloc(1024 ** 2, 'x');
    const CHUNKS = 200;
    let rssMax = 0;
    const rssBefore = process.memoryUsage.rss();
    async function* megabytes(): AsyncGenerator<Buffer> {
      for (let count = 0; count < CHUNKS; count += 1) {
        rssMax = Math.max(rssMax, process.memoryUsage.rss());
        yield CHUNK;
      }
    }
    gateway.fileUploads.answers((request, answer) => void pipeline(request, answer));
    const request = httpRequest(`${gateway.origin}/blob/c/x`, {
      method: 'PUT',
      agent: false,
      headers: { 'content-length': CHUNK.length * CHUNKS },
    });
    const received = once(request, 'response').then(async ([response]) => {
      let bytes = 0;
      for await (const chunk of response as AsyncIterable<Buffer>) bytes += chunk.length;
      return bytes;
    });
    await pipeline(Readable.from(megabytes()), request);
    expect(await received).toBe(CHUNK.length * CHUNKS);
    expect((rssMax - rssBefore) / 1024 ** 2).toBeLessThan(100);
  });
});
