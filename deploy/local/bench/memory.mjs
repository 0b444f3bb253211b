import { execFileSync } from 'node:child_process';

/**
 * @param {number[]} pids
 * @returns {number} resident memory of these processes together, in MiB
 */
export function residentMiB(pids) {
  const output = execFileSync('ps', ['-o', 'rss=', '-p', pids.join(',')], { encoding: 'utf8' });
  const kibibytes = output
    .trim()
    .split(/\s+/)
    .reduce((sum, one) => sum + Number(one), 0);
  return Math.round(kibibytes / 1024);
}
