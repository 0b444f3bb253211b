import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { platformPaths } from '../paths.mjs';
import { ownIdentity } from '../process/identity.mjs';
import { operatorEnvironment, withoutData } from './operator.mjs';
import { writeRuntime } from './runtime.mjs';
import { temporaryFolder } from '../testing/temporary-folder.mjs';

const ENVIRONMENT = { KAFKA_BROKERS: '127.0.0.1:20001', MONGODB_URL: 'mongodb://127.0.0.1:20002/runledger' };

test('the folder of the platform is taken out of the arguments, the rest stays in order', () => {
  assert.deepEqual(withoutData(['rebuild', '--data', 'here', '--check'], {}), { dataDir: 'here', args: ['rebuild', '--check'] });
  assert.deepEqual(withoutData(['rebuild', '--data=here'], { RUNLEDGER_DATA: 'there' }), { dataDir: 'here', args: ['rebuild'] });
  assert.deepEqual(withoutData(['rebuild'], { RUNLEDGER_DATA: 'there' }), { dataDir: 'there', args: ['rebuild'] });
  assert.throws(() => withoutData(['rebuild', '--data'], {}), /--data wants a folder/);
});

test('the command line reaches the platform that runs on the folder', () => {
  const dataDir = temporaryFolder();
  const paths = platformPaths(dataDir);
  writeRuntime(paths.runtime, { environment: ENVIRONMENT, processes: [] });
  writeFileSync(paths.launcher, JSON.stringify(ownIdentity()));

  assert.deepEqual(operatorEnvironment(dataDir, {}), ENVIRONMENT);
  assert.deepEqual(
    operatorEnvironment(dataDir, { KAFKA_BROKERS: 'elsewhere:9092' }),
    {},
    'an operator who names a broker means that one',
  );
});

test('without a running platform the command line says how to get one', () => {
  const dataDir = temporaryFolder();
  writeRuntime(platformPaths(dataDir).runtime, { environment: ENVIRONMENT, processes: [] });

  assert.throws(() => operatorEnvironment(dataDir, {}), /No platform runs on .*npm start/);
});
