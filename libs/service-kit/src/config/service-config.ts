import { readConfig, type ConfigKeys, type Env } from './env-reader.js';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What every service is told by its environment. */
export interface ServiceConfig {
  readonly environment: 'development' | 'test' | 'production';
  readonly http: { readonly host: string; readonly port: number };
  readonly kafkaBrokers: readonly string[];
  /** Put before the name of every topic and consumer group. */
  readonly topicPrefix: string;
  readonly readStore: { readonly kind: 'embedded' | 'mongodb'; readonly url: string };
  readonly blobStoreDir: string;
  readonly workDir: string;
  /** Origin that clients see, without trailing slash. */
  readonly publicUrl: string;
  /** Key for everything that this installation signs or encrypts. */
  readonly secret: string;
  readonly logLevel: LogLevel;
}

/** Keys of all services; an application reads its own beside them: `(env) => ({ ...serviceKeys(env), slots: env.integer(…) })`. */
export const serviceKeys: ConfigKeys<ServiceConfig> = (env) => ({
  environment: env.choice('NODE_ENV', ['development', 'test', 'production'], {
    meaning: 'In production unsafe defaults are refused.',
    default: 'development',
  }),
  http: {
    host: env.text('HTTP_HOST', {
      meaning: 'Address that the service listens on.',
      default: '127.0.0.1',
      requiredInProduction: true,
    }),
    port: env.integer('HTTP_PORT', {
      meaning: 'Port that the service listens on; 0 takes a free one.',
      default: 0,
      min: 0,
      max: 65_535,
    }),
  },
  kafkaBrokers: env.list('KAFKA_BROKERS', {
    meaning: 'Bootstrap brokers of the log.',
    default: ['127.0.0.1:9092'],
    requiredInProduction: true,
    item: /^\S+:\d{1,5}$/,
    rule: 'be a comma-separated list of host:port',
  }),
  topicPrefix: env.text('KAFKA_TOPIC_PREFIX', {
    meaning: 'Put before the name of every topic, where several installations share a cluster.',
    default: '',
    pattern: /^[A-Za-z0-9._-]{0,100}$/,
    rule: 'have at most 100 letters, digits, dots, dashes and underscores',
  }),
  readStore: {
    kind: env.choice('READ_STORE_KIND', ['embedded', 'mongodb'], {
      meaning: 'Which read store MONGODB_URL points at: the in-memory one of the local platform, or a real MongoDB.',
      default: 'embedded',
    }),
    url: env.text('MONGODB_URL', {
      meaning: 'Read store, with the name of the database.',
      default: 'mongodb://127.0.0.1:27017/runledger',
      requiredInProduction: true,
      pattern: /^mongodb(\+srv)?:\/\/[^/]+\/[^/?]+/,
      rule: 'be a mongodb:// URL with the name of a database',
    }),
  },
  blobStoreDir: env.text('BLOB_STORE_DIR', {
    meaning: 'Folder that holds files, table data and values too large for the log; the same for all services.',
    default: '.runledger/blobs',
    requiredInProduction: true,
  }),
  workDir: env.text('WORK_DIR', {
    meaning: 'Folder for scratch files; may be emptied between starts.',
    default: '.runledger/work',
    requiredInProduction: true,
  }),
  publicUrl: env.url('PUBLIC_URL', {
    meaning: 'Origin that clients see; self links start with it.',
    default: 'http://127.0.0.1:8080',
    requiredInProduction: true,
  }),
  secret: env.secret('RUNLEDGER_SECRET', {
    meaning: 'Signs addresses of files and encrypts values under # keys; the same for all services, and for ever.',
  }),
  logLevel: env.choice('LOG_LEVEL', LOG_LEVELS, { meaning: 'Least severe level that is logged.', default: 'info' }),
});

/**
 * The part of the configuration that all services share.
 * @throws ConfigError naming every variable that is missing or wrong.
 */
export const readServiceConfig = (env: Env): ServiceConfig => readConfig(env, serviceKeys);
