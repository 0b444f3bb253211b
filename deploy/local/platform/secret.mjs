import { randomBytes } from 'node:crypto';
import { readIfPresent, writePrivately } from './kept-file.mjs';

const SECRET_BYTES = 32;

/**
 * The secret of one data folder, made at its first start and kept with it: signatures and encrypted values outlive a
 * restart.
 *
 * @param {string} file
 * @returns {string} hexadecimal
 */
export function keptSecret(file) {
  const kept = readIfPresent(file)?.trim();
  if (kept) return kept;
  const secret = randomBytes(SECRET_BYTES).toString('hex');
  writePrivately(file, `${secret}\n`);
  return secret;
}
