import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';

/**
 * Figures without the machine and the versions they were taken on mean nothing.
 *
 * @param {string} root
 */
export function describeMachine(root) {
  const { version, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const pom = readFileSync(join(root, 'deploy', 'local', 'engine', 'pom.xml'), 'utf8');
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    runledger: version,
    commit: commit(root),
    kafka: /kafka_2\.13<\/artifactId>\s*<version>([^<]+)/.exec(pom)?.[1] ?? 'unknown',
    kafkajs: dependencies['kafkajs'],
    duckdb: dependencies['@duckdb/node-api'],
  };
}

/** @param {string} root */
function commit(root) {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown';
  }
}
