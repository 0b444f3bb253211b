import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { readIfPresent, writePrivately } from './kept-file.mjs';

/**
 * What others need to know of a running platform: how to reach its engine, and which processes belong to it.
 *
 * @typedef {{ environment: Record<string, string>, processes: { name: string, pid: number, began: string }[] }} Runtime
 */

/**
 * @param {string} file
 * @returns {Runtime} an empty one when the platform was never started
 */
export function readRuntime(file) {
  const text = readIfPresent(file);
  return text === undefined ? { environment: {}, processes: [] } : JSON.parse(text);
}

/**
 * @param {string} file
 * @param {Runtime} runtime
 */
export function writeRuntime(file, runtime) {
  // Somebody who removes the data of a running platform does not get half of it back.
  if (existsSync(dirname(file))) writePrivately(file, `${JSON.stringify(runtime)}\n`);
}
