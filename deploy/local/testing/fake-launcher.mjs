/**
 * `node fake-launcher.mjs ROOT PORT [engine]`: launches the services of a fake clone until it is stopped; without an
 * engine unless asked for one.
 */
import { join } from 'node:path';
import { platformPaths } from '../paths.mjs';
import { localPlatform } from '../platform/platform.mjs';
import { endingOnSignals } from '../process/ending.mjs';
import { progressOn } from '../progress.mjs';

const [root = '', port, engine] = process.argv.slice(2);
Object.assign(
  process.env,
  engine === 'engine'
    ? { KAFKA_BROKERS: '', MONGODB_URL: '' }
    : { KAFKA_BROKERS: '127.0.0.1:9', MONGODB_URL: 'mongodb://127.0.0.1:9/none' },
);
const ending = endingOnSignals();
const progress = progressOn(process.stdout);
const platform = localPlatform({
  root,
  paths: platformPaths(join(root, 'data')),
  port: Number(port),
  progress,
  signal: ending.signal,
});
try {
  const { connection, firstProject } = await platform.start();
  progress.say(JSON.stringify({ connection, firstProject, processes: platform.running() }));
  await ending.asked;
} finally {
  await platform.stop();
}
