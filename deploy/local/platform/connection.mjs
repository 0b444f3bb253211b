import { Failure } from '../failure.mjs';
import { readIfPresent, writePrivately } from './kept-file.mjs';

/**
 * How scripts and examples find the platform.
 *
 * @typedef {{ url: string, token: string, projectId: string }} Connection
 */

/**
 * @param {string} file
 * @returns {Connection | undefined}
 */
export function readConnection(file) {
  const text = readIfPresent(file);
  if (text === undefined) return undefined;
  const { url, token, projectId } = parse(file, text);
  if (typeof url !== 'string' || typeof token !== 'string' || typeof projectId !== 'string') {
    throw new Failure(
      `${file} lacks url, token or projectId: put them back, or remove the file and make a token with: npx --no-install runledger project create --name NAME.`,
    );
  }
  return { url, token, projectId };
}

/**
 * @param {string} file
 * @param {Connection} connection
 */
export function writeConnection(file, connection) {
  writePrivately(file, `${JSON.stringify(connection, undefined, 2)}\n`);
}

/**
 * @param {string} file
 * @param {string} text
 */
function parse(file, text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    throw new Failure(`${file} is not JSON: put it right or remove it.`);
  }
}
