/** `node fake-launcher.mjs ROOT PORT`: launches the services of a fake clone, without an engine, until it is stopped. */
import { join } from 'node:path';
import { platformPaths } from '../paths.mjs';
import { localPlatform } from '../platform/platform.mjs';
import { endingOnSignals } from '../process/ending.mjs';
import { progressOn } from '../progress.mjs';

const [root = '', port] = process.argv.slice(2);
Object.assign(process.env, { KAFKA_BROKERS: '127.0.0.1:9', MONGODB_URL: 'mongodb://127.0.0.1:9/none' });
const ending = endingOnSignals();
const progress = progressOn(process.stdout);
const platform = localPlatform({ root, paths: platformPaths(join(root, 'data')), port: Number(port), progress, signal: ending.signal });
try {
  const { connection, firstProject } = await platform.start();
  progress.say(JSON.stringify({ connection, firstProject, processes: platform.running() }));
  await ending.asked;
} finally {
  await platform.stop();
}
