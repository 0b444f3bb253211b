import { connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { createHttpAdapter } from './http-server.js';
import { BODY_BYTES_MAX } from './limits.js';

const server = createHttpAdapter({ bodies: 'parsed', answerError: () => undefined }).getInstance();
beforeAll(async () => {
  server.post('/', async () => 'taken');
  await server.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => server.close());

/** Writes everything before it reads anything, as many clients do. @returns first line of the answer */
async function writeThenRead(parts: readonly (string | Buffer)[]): Promise<string> {
  const { port } = server.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1').pause();
  await once(socket, 'connect');
  const write = promisify((part: string | Buffer, done: (error?: Error | null) => void) => socket.write(part, done));
  for (const part of parts) await write(part);
  const [answer] = (await once(socket.resume(), 'data')) as [Buffer];
  socket.destroy();
  return answer.toString().split('\r\n')[0] ?? '';
}

const MB = Buffer.alloc(1024 ** 2, 'x');
const MEGABYTES = Array<Buffer>(BODY_BYTES_MAX / MB.length + 8).fill(MB);
const HEAD = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';

describe('a body that is refused is heard out, so that the client gets to read why', () => {
  test('when its length was announced', async () => {
    const head = `${HEAD}Content-Length: ${MEGABYTES.length * MB.length}\r\n\r\n`;
    expect(await writeThenRead([head, ...MEGABYTES])).toMatch(/^HTTP\/1.1 413/);
  });

  test('when it is found too long on the way', async () => {
    const chunks = MEGABYTES.flatMap((part) => [`${part.length.toString(16)}\r\n`, part, '\r\n']);
    expect(await writeThenRead([`${HEAD}Transfer-Encoding: chunked\r\n\r\n`, ...chunks, '0\r\n\r\n'])).toMatch(/^HTTP\/1.1 413/);
  });
});
