import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { accepts } from '../process/ports.mjs';
import { javaCommand } from '../setup/prerequisites.mjs';

const HEAP_MIB_MAX = 2048;
const GRACE_MS = 10_000;
const WITH_PARENT = fileURLToPath(new URL('../process/with-parent.mjs', import.meta.url));

/** @returns {boolean} whether MongoDB itself is installed: it is preferred over the embedded store */
export function hasMongod() {
  return spawnSync('mongod', ['--version'], { stdio: 'ignore' }).status === 0;
}

/**
 * A read store in memory behind the MongoDB wire protocol, rebuilt from the log at every start.
 *
 * @param {{ classPath: string, logDir: string, port: number }} options
 */
export function embeddedReadStore({ classPath, logDir, port }) {
  return readStore({
    kind: 'embedded',
    port,
    logDir,
    command: javaCommand('java'),
    args: [
      `-Xmx${HEAP_MIB_MAX}m`,
      '-cp',
      classPath,
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
      '-Drunledger.endWithParent=true',
      'ReadStore',
      String(port),
    ],
  });
}

/**
 * The installed MongoDB server with a folder of its own.
 *
 * @param {{ dataDir: string, logDir: string, port: number }} options
 */
export function mongodReadStore({ dataDir, logDir, port }) {
  mkdirSync(dataDir, { recursive: true });
  return readStore({
    kind: 'mongodb',
    port,
    logDir,
    command: process.execPath,
    args: [WITH_PARENT, 'mongod', '--bind_ip', '127.0.0.1', '--port', String(port), '--dbpath', dataDir, '--quiet'],
  });
}

/** @param {{ kind: 'embedded' | 'mongodb', port: number, logDir: string, command: string, args: string[] }} options */
function readStore({ kind, port, logDir, command, args }) {
  return {
    kind,
    url: `mongodb://127.0.0.1:${port}/runledger`,
    isReady: () => accepts(port),
    /** @type {import('../process/managed-process.mjs').ProcessSpec} */
    spec: {
      name: 'read-store',
      command,
      args,
      env: process.env,
      cwd: process.cwd(),
      logFile: join(logDir, 'read-store.log'),
      graceMs: GRACE_MS,
    },
  };
}
