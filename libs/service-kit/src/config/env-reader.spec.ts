import { ConfigError, describeEnv, readConfig, type Env } from './env-reader.js';
import { readServiceConfig, serviceKeys } from './service-config.js';

const production: Env = {
  NODE_ENV: 'production',
  HTTP_HOST: '0.0.0.0',
  HTTP_PORT: '3000',
  KAFKA_BROKERS: 'kafka-1:9092, kafka-2:9092',
  MONGODB_URL: 'mongodb://mongo-1,mongo-2/runledger?replicaSet=rs0',
  READ_STORE_KIND: 'mongodb',
  BLOB_STORE_DIR: '/data/blobs',
  WORK_DIR: '/data/work',
  PUBLIC_URL: 'https://connection.example.org/',
  RUNLEDGER_SECRET: '0123456789abcdef0123456789abcdef',
};

const problemsOf = (read: () => unknown): readonly string[] => {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe('service configuration', () => {
  it('runs without any variable outside production', () => {
    expect(readServiceConfig({})).toMatchObject({
      environment: 'development',
      http: { host: '127.0.0.1', port: 0 },
      logLevel: 'info',
    });
  });

  it('reads what production sets', () => {
    expect(readServiceConfig(production)).toMatchObject({
      environment: 'production',
      http: { host: '0.0.0.0', port: 3000 },
      kafkaBrokers: ['kafka-1:9092', 'kafka-2:9092'],
      readStore: { kind: 'mongodb', url: 'mongodb://mongo-1,mongo-2/runledger?replicaSet=rs0' },
      publicUrl: 'https://connection.example.org',
    });
  });

  it('names everything that production must set, at once', () => {
    const missing = problemsOf(() => readServiceConfig({ NODE_ENV: 'production' })).map((problem) => problem.split(' ')[0]);
    const required = describeEnv(serviceKeys).filter((key) => key.requiredInProduction);
    expect(missing).toEqual(required.map((key) => key.name));
    expect(missing).toContain('RUNLEDGER_SECRET');
  });

  it('refuses the well-known secret in production, even when it is set by hand', () => {
    const { secret } = readServiceConfig({});
    expect(problemsOf(() => readServiceConfig({ ...production, RUNLEDGER_SECRET: secret }))).toEqual([
      'RUNLEDGER_SECRET must not be the one that everybody knows',
    ]);
  });

  it.each([
    ['HTTP_PORT', '65536'],
    ['HTTP_PORT', '80.5'],
    ['HTTP_PORT', '0x50'],
    ['KAFKA_BROKERS', 'kafka-1'],
    ['KAFKA_BROKERS', 'kafka-1:9092,'],
    ['MONGODB_URL', 'mongodb://mongo-1'],
    ['MONGODB_URL', 'http://mongo-1/runledger'],
    ['READ_STORE_KIND', 'postgres'],
    ['PUBLIC_URL', 'ftp://example.org'],
    ['PUBLIC_URL', 'https://example.org/?x=1'],
    ['RUNLEDGER_SECRET', 'short'],
    ['LOG_LEVEL', 'loud'],
  ])('refuses %s=%s', (name, value) => {
    expect(problemsOf(() => readServiceConfig({ [name]: value }))).toEqual([expect.stringContaining(`${name} must `)]);
  });

  it('cannot be changed once it is read', () => {
    const config = readServiceConfig({});
    expect(Object.isFrozen(config) && Object.isFrozen(config.http) && Object.isFrozen(config.kafkaBrokers)).toBe(true);
  });

  it('takes an empty variable for an unset one', () => {
    expect(readServiceConfig({ HTTP_PORT: ' ', LOG_LEVEL: '' })).toEqual(readServiceConfig({}));
  });
});

describe('keys of an application', () => {
  it('stand in the table beside those of every service', () => {
    const table = describeEnv((env) => ({
      ...serviceKeys(env),
      slots: env.integer('WORKER_SLOTS', { meaning: 'Jobs that run at once.', default: 10, min: 1, max: 1000 }),
    }));
    expect(table.at(-1)).toEqual({
      name: 'WORKER_SLOTS',
      kind: 'integer',
      meaning: 'Jobs that run at once.',
      default: '10',
      requiredInProduction: false,
      rule: 'be an integer from 1 to 1000',
    });
  });

  it('are read without showing a secret in the table', () => {
    const secret = describeEnv(serviceKeys).find((key) => key.kind === 'secret');
    expect(secret).toMatchObject({ name: 'RUNLEDGER_SECRET', default: '', requiredInProduction: true });
    expect(readConfig({}, (env) => env.secret('RUNLEDGER_SECRET', { meaning: '' })).length).toBeGreaterThan(32);
  });
});
