import { join } from 'node:path';

/** Where the gateway finds each service: the variable that names its origin. */
const GATEWAY_VARIABLES = {
  projects: 'PROJECTS_URL',
  'job-api': 'JOB_API_URL',
  scheduler: 'SCHEDULER_URL',
  'storage-jobs': 'STORAGE_JOBS_URL',
  'file-uploads': 'FILE_UPLOADS_URL',
};

/** Names of instances, for services that take part in the log under a name of their own. */
const INSTANCE_VARIABLES = {
  worker: { WORKER_ID: 'worker-1' },
  'storage-jobs': { EXECUTOR_ID: 'storage-1' },
};

const WORKER_SLOTS_DEFAULT = '10';

export const SERVICES = ['projects', 'job-api', 'scheduler', 'storage-jobs', 'file-uploads', 'worker', 'gateway'];

/** Nothing new comes in, then nothing new is decided, then running work ends. */
export const SERVICE_STOP_ORDER = [['gateway'], ['projects', 'job-api', 'scheduler', 'storage-jobs', 'file-uploads'], ['worker']];

/**
 * @param {object} platform
 * @param {import('../paths.mjs').PlatformPaths} platform.paths
 * @param {import('../engine/engine.mjs').EngineEnvironment} platform.engine
 * @param {string} platform.publicUrl
 * @param {string} platform.secret
 * @returns {Record<string, string>} what every service and the command line are told
 */
export function commonEnvironment({ paths, engine, publicUrl, secret }) {
  return {
    NODE_ENV: process.env['NODE_ENV'] || 'development',
    ...engine,
    BLOB_STORE_DIR: paths.blobs,
    PUBLIC_URL: publicUrl,
    RUNLEDGER_SECRET: secret,
    KAFKAJS_NO_PARTITIONER_WARNING: '1',
  };
}

/**
 * @param {string} name
 * @param {{ root: string, paths: import('../paths.mjs').PlatformPaths, ports: Record<string, number>, common: Record<string, string> }} platform
 * @returns {Record<string, string>}
 */
export function serviceEnvironment(name, { root, paths, ports, common }) {
  const environment = {
    ...common,
    HTTP_HOST: '127.0.0.1',
    HTTP_PORT: String(ports[name]),
    WORK_DIR: join(paths.work, name),
    LOG_LEVEL: process.env['LOG_LEVEL'] || 'info',
    ...(INSTANCE_VARIABLES[/** @type {keyof typeof INSTANCE_VARIABLES} */ (name)] ?? {}),
  };
  if (name === 'worker') return { ...environment, WORKER_SLOTS: process.env['WORKER_SLOTS'] || WORKER_SLOTS_DEFAULT };
  if (name !== 'gateway') return environment;
  const origins = Object.entries(GATEWAY_VARIABLES).map(([service, variable]) => [
    variable,
    `http://127.0.0.1:${ports[service]}`,
  ]);
  return { ...environment, ...Object.fromEntries(origins), CONSOLE_DIR: join(root, 'apps', 'console', 'dist') };
}
