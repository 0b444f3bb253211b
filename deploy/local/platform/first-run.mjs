import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../process/run.mjs';

/**
 * The example that takes CSV files to a finished job, so that a new platform opens on something.
 *
 * @param {string} root
 * @param {{ connectionFile: string, signal: AbortSignal }} options
 * @returns {Promise<string>} what it printed
 */
export async function firstRun(root, { connectionFile, signal }) {
  const program = firstRunProgram(root);
  if (program === undefined) return '';
  return run(process.execPath, [program], { cwd: root, env: { ...process.env, RUNLEDGER_CONNECTION: connectionFile }, signal });
}

/** @param {string} root */
function firstRunProgram(root) {
  const program = join(root, 'examples', 'first-run', 'dist', 'first-run.js');
  return existsSync(program) ? program : undefined;
}
