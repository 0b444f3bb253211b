import { Failure } from '../failure.mjs';
import { platformPaths } from '../paths.mjs';
import { readHolder } from '../process/claim.mjs';
import { isRunning } from '../process/identity.mjs';
import { readRuntime } from './runtime.mjs';

/**
 * Takes `--data DIR` (or `--data=DIR`) out of an operator's arguments: it says which platform is meant, not what to do.
 *
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env `RUNLEDGER_DATA` stands for `--data`
 */
export function withoutData(args, env) {
  const at = args.findIndex((arg) => arg === '--data' || arg.startsWith('--data='));
  if (at < 0) return { dataDir: env['RUNLEDGER_DATA'] || undefined, args };
  const joined = args[at]?.startsWith('--data=') === true;
  const dataDir = joined ? args[at]?.slice('--data='.length) : args[at + 1];
  if (!dataDir) throw new Failure('--data wants a folder.');
  return { dataDir, args: args.toSpliced(at, joined ? 1 : 2) };
}

/**
 * @param {string | undefined} dataDir
 * @param {NodeJS.ProcessEnv} env
 * @returns {Record<string, string>} how to reach the platform; nothing when the operator's own environment says it
 */
export function operatorEnvironment(dataDir, env) {
  if (env['KAFKA_BROKERS']) return {};
  const paths = platformPaths(dataDir);
  const launcher = readHolder(paths.launcher);
  if (launcher === undefined || !isRunning(launcher)) {
    throw new Failure(
      `No platform runs on ${paths.data}: start it with npm start, name its folder with --data, or set KAFKA_BROKERS and MONGODB_URL.`,
    );
  }
  return readRuntime(paths.runtime).environment;
}
