import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { provideEngineJars } from './jars.mjs';
import { temporaryFolder } from '../testing/temporary-folder.mjs';

const realPath = process.env['PATH'];
const realJavaHome = process.env['JAVA_HOME'];
const tools = temporaryFolder();
const calls = join(tools, 'calls');
const { signal } = new AbortController();
/** @type {import('../progress.mjs').Progress} */
const progress = { say: () => undefined, step: async (_title, work) => work() };
/** @type {string} */
let home;

/**
 * @param {string} name
 * @param {string} script
 */
function fakeTool(name, script) {
  writeFileSync(join(tools, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(tools, name), 0o755);
}

before(() => {
  process.env['PATH'] = `${tools}:${realPath}`;
  delete process.env['JAVA_HOME'];
  fakeTool(
    'javac',
    'if [ "$1" = -version ]; then echo "javac 17.0.1"; exit; fi; mkdir -p "$2"; echo compiled > "$2/KafkaBroker.class"',
  );
});
after(() => {
  process.env['PATH'] = realPath;
  if (realJavaHome !== undefined) process.env['JAVA_HOME'] = realJavaHome;
});
beforeEach(() => {
  home = join(temporaryFolder(), 'engine');
  writeFileSync(calls, '');
  fakeMaven('echo jar > "$out/kafka.jar"');
});

/** @param {string} fetch with `$out` as the folder of jars */
function fakeMaven(fetch) {
  fakeTool(
    'mvn',
    `if [ "$1" = -version ]; then echo "Apache Maven 3"; exit; fi; echo fetch >> "${calls}"; for last; do :; done; out="\${last#-DoutputDirectory=}"; mkdir -p "$out"; ${fetch}`,
  );
}
const fetches = () => readFileSync(calls, 'utf8').split('\n').filter(Boolean).length;

test('the engine is fetched once', async () => {
  const classPath = await provideEngineJars(home, { progress, signal });
  assert.equal(await provideEngineJars(home, { progress, signal }), classPath);

  assert.equal(fetches(), 1);
  assert.ok(existsSync(join(classPath.split(':')[0] ?? '', 'KafkaBroker.class')));
});

test('a download that breaks off is not taken for done and leaves nothing behind', async () => {
  fakeMaven('echo half > "$out/kafka.jar"; exit 1');
  await assert.rejects(provideEngineJars(home, { progress, signal }), /mvn .* failed \(exit code 1\)\. It needs Maven Central/);
  assert.deepEqual(readdirSync(home), []);

  fakeMaven('echo jar > "$out/kafka.jar"');
  const classPath = await provideEngineJars(home, { progress, signal });
  assert.equal(readFileSync(join(classPath.split(':')[1] ?? '', '..', 'kafka.jar'), 'utf8'), 'jar\n');
});

test('two starts at the same time end with one whole engine', async () => {
  const [one, other] = await Promise.all([
    provideEngineJars(home, { progress, signal }),
    provideEngineJars(home, { progress, signal }),
  ]);
  assert.equal(one, other);
  assert.equal(readdirSync(home).length, 1);
});

test('what a killed run left half done is not used', async () => {
  mkdirSync(join(home, '.partial-of-a-killed-run', 'jars'), { recursive: true });
  const classPath = await provideEngineJars(home, { progress, signal });
  assert.ok(!classPath.includes('.partial'));
});
