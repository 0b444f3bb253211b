import { join } from 'node:path';
import { Failure } from '../failure.mjs';
import { run } from '../process/run.mjs';

/**
 * Runs one `runledger` command that answers with one line of JSON.
 *
 * @param {string} root
 * @param {string[]} args
 * @param {{ environment: Record<string, string>, signal: AbortSignal }} options
 * @returns {Promise<Record<string, unknown>>}
 */
export async function runLedger(root, args, { environment, signal }) {
  const output = await run(process.execPath, [join(root, 'apps', 'cli', 'dist', 'main.js'), ...args], {
    cwd: root,
    env: { ...process.env, ...environment },
    signal,
  });
  const line = output.trim().split('\n').at(-1) ?? '';
  try {
    return JSON.parse(line);
  } catch {
    throw new Failure(`runledger ${args.join(' ')} did not answer with JSON: ${line}`);
  }
}
