#!/usr/bin/env node
/**
 * The operator's command line: `npx --no-install runledger … [--data DIR]`. Without `KAFKA_BROKERS` it talks to the
 * platform that `npm start` runs on the same data.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, describe } from '../deploy/local/failure.mjs';
import { ROOT } from '../deploy/local/paths.mjs';
import { operatorEnvironment, withoutData } from '../deploy/local/platform/operator.mjs';

const PROGRAM = join(ROOT, 'apps', 'cli', 'dist', 'main.js');

try {
  if (!existsSync(PROGRAM)) throw new Failure('The command line is not built yet: run npm start, or npm run build.');
  const { dataDir, args } = withoutData(process.argv.slice(2), process.env);
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: 'inherit',
    env: { ...operatorEnvironment(dataDir, process.env), ...process.env },
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => fail(error));
  child.once('exit', (code) => (process.exitCode = code ?? 1));
} catch (error) {
  fail(error);
}

/** @param {unknown} error */
function fail(error) {
  process.stderr.write(`${describe(error)}\n`);
  process.exitCode = 1;
}
