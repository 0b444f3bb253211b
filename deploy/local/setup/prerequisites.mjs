import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Failure } from '../failure.mjs';

const NODE_MIN = { major: 20, minor: 19 };
const JAVA_MIN = 17;
const PYTHON_MIN = { major: 3, minor: 9 };

/** Refuses an old Node with one line instead of a syntax error later. */
export function requireNode() {
  if (isOlder(process.versions.node, NODE_MIN)) {
    throw new Failure(
      `Node ${NODE_MIN.major}.${NODE_MIN.minor} or newer is needed, this is ${process.versions.node}: get it from nodejs.org or with a version manager such as nvm.`,
    );
  }
}

/**
 * @param {'java' | 'javac'} tool
 * @returns {string} the command, of `JAVA_HOME` when that is set
 */
export function javaCommand(tool) {
  const home = process.env['JAVA_HOME'];
  return home === undefined || home === '' ? tool : join(home, 'bin', tool);
}

/** What running the local engine needs; not needed when `KAFKA_BROKERS` and `MONGODB_URL` name running servers. */
export function requireJava() {
  requireJavaTool('java');
}

/** What fetching and compiling the local engine needs, once. */
export function requireJavaBuildTools() {
  requireJavaTool('javac');
  if (answer('mvn', ['-version']) === undefined) {
    throw new Failure(
      'Maven is missing: install it (Debian: apt-get install maven, macOS: brew install maven), or set KAFKA_BROKERS and MONGODB_URL to running servers.',
    );
  }
}

/** What the end-to-end tests need for the Python client. */
export function requirePython() {
  const version = answer('python3', ['-c', 'import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2])']);
  if (version === undefined || isOlder(version.trim(), PYTHON_MIN)) {
    throw new Failure(
      `Python ${PYTHON_MIN.major}.${PYTHON_MIN.minor} or newer with venv is needed for the tests: install it (Debian: apt-get install python3 python3-venv, macOS: brew install python).`,
    );
  }
}

/**
 * @param {string} version
 * @param {{ major: number, minor: number }} least
 */
function isOlder(version, least) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < least.major || (major === least.major && minor < least.minor);
}

/** @param {'java' | 'javac'} tool */
function requireJavaTool(tool) {
  const printed = answer(javaCommand(tool), ['-version']);
  const major = Number(/(?:version "|javac )(?:1\.)?(\d+)/.exec(printed ?? '')?.[1] ?? 0);
  if (major < JAVA_MIN) {
    const found = printed === undefined ? 'is missing' : `is too old (${major})`;
    throw new Failure(
      `A JDK ${JAVA_MIN} or newer is needed, ${tool} ${found}: install one (Debian: apt-get install openjdk-17-jdk-headless, macOS: brew install openjdk) or set JAVA_HOME; or set KAFKA_BROKERS and MONGODB_URL to running servers.`,
    );
  }
}

/**
 * @param {string} command
 * @param {string[]} args
 * @returns {string | undefined} what it printed (`java -version` does so on standard error); undefined when it is missing or fails
 */
function answer(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? `${stdout}${stderr}` : undefined;
}
