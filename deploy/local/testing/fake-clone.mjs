import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICES } from '../platform/services.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

/** A service that is healthy at once, writes down its end, and dies when asked to at /die. */
const SERVICE = `
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
const name = process.argv[1].split('/').at(-3);
const server = createServer((request, response) => {
  if (request.url === '/die') process.exit(3);
  if (request.url === '/environment') return response.end(JSON.stringify(process.env));
  response.end('ok');
});
server.listen(Number(process.env.HTTP_PORT), process.env.HTTP_HOST, () => console.log(name + ' is up'));
process.on('SIGTERM', () => {
  appendFileSync(process.env.BLOB_STORE_DIR + '.ended', name + '\\n');
  process.exit(0);
});
`;

/** A command line whose log is a file. */
const COMMAND_LINE = `
import { existsSync, writeFileSync } from 'node:fs';
const log = process.env.BLOB_STORE_DIR + '.log';
if (process.argv[2] === 'init') {
  const opened = !existsSync(log);
  writeFileSync(log, '');
  console.log(JSON.stringify({ opened }));
} else {
  if (process.env.FAIL_PROJECT_CREATE) process.exit(1);
  console.log(JSON.stringify({ projectId: '100', token: '100-token' }));
}
`;

/**
 * A folder with the layout of a built clone and tiny services in it: what the launcher does can be tested without an
 * engine and in seconds.
 *
 * @returns {string} its root
 */
export function fakeClone() {
  const root = temporaryFolder();
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  for (const name of [...SERVICES, 'cli']) {
    const dist = join(root, 'apps', name, 'dist');
    mkdirSync(dist, { recursive: true });
    writeFileSync(join(dist, 'main.js'), name === 'cli' ? COMMAND_LINE : SERVICE);
  }
  return root;
}
