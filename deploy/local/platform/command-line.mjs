import { parseArgs } from 'node:util';
import { Failure } from '../failure.mjs';

const PORT_DEFAULT = 8080;
const PORT_MAX = 65_535;

/** @typedef {{ port: number, dataDir: string | undefined, empty: boolean }} StartOptions */

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env `RUNLEDGER_DATA` stands for `--data`
 * @returns {StartOptions}
 */
export function startOptions(args, env) {
  const values = parsed(
    'npm start -- [--port PORT] [--data DIR] [--empty]',
    () =>
      parseArgs({
        args,
        options: { port: { type: 'string' }, data: { type: 'string' }, empty: { type: 'boolean', default: false } },
      }).values,
  );
  const port = values.port === undefined ? PORT_DEFAULT : Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > PORT_MAX)
    throw new Failure(`--port wants a number from 1 to ${PORT_MAX}, got ${values.port}.`);
  return { port, dataDir: dataDir(values.data, env), empty: values.empty };
}

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export function stopOptions(args, env) {
  const values = parsed('npm stop -- [--data DIR]', () => parseArgs({ args, options: { data: { type: 'string' } } }).values);
  return { dataDir: dataDir(values.data, env) };
}

/**
 * @param {string | undefined} given
 * @param {NodeJS.ProcessEnv} env
 */
function dataDir(given, env) {
  return given ?? (env['RUNLEDGER_DATA'] || undefined);
}

/**
 * @template T
 * @param {string} usage
 * @param {() => T} parse
 * @returns {T}
 */
function parsed(usage, parse) {
  try {
    return parse();
  } catch (error) {
    throw new Failure(`${error instanceof Error ? error.message : String(error)}\nUsage: ${usage}`);
  }
}
