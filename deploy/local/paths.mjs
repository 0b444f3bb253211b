import { fileURLToPath } from 'node:url';
import { join, resolve } from 'node:path';

/** Root of the clone. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Everything that the local platform keeps, outside of git. */
export const STATE_DIR = join(ROOT, '.runledger');

/** Fetched jars and compiled launchers of the engine, one folder per content hash. */
export const ENGINE_HOME = join(STATE_DIR, 'engine');

/** Data of runs that nobody keeps: tests and benchmarks. */
export const SCRATCH_DIR = join(STATE_DIR, 'scratch');

/**
 * Where one platform keeps its data. Without a folder of its own it is the clone's default platform, whose connection
 * file is found by the examples and scripts.
 *
 * @param {string | undefined} dataDir as given by `--data` or `RUNLEDGER_DATA`
 */
export function platformPaths(dataDir) {
  const data = dataDir === undefined ? join(STATE_DIR, 'data') : resolve(dataDir);
  return {
    data,
    blobs: join(data, 'blobs'),
    kafka: join(data, 'kafka'),
    mongodb: join(data, 'mongodb'),
    logs: join(data, 'logs'),
    work: join(data, 'work'),
    launcher: join(data, 'launcher.json'),
    runtime: join(data, 'runtime.json'),
    secret: join(data, 'secret'),
    firstProjectDue: join(data, 'first-project-due'),
    logOpened: join(data, 'log-opened'),
    connection: join(dataDir === undefined ? STATE_DIR : data, 'connection.json'),
  };
}

/** @typedef {ReturnType<typeof platformPaths>} PlatformPaths */
