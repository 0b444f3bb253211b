import { connect, createServer } from 'node:net';

/** Below the range from which systems pick ports for outgoing connections, so that none grabs a port chosen here. */
const [FIRST_PORT, LAST_PORT] = [20_000, 31_999];

/**
 * @param {number} port
 * @param {string} [host]
 * @returns {Promise<boolean>} whether somebody listens there already
 */
export function isTaken(port, host = '127.0.0.1') {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      if ('code' in error && error.code === 'EADDRINUSE') resolve(true);
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(false)));
  });
}

/**
 * @template {string} Name
 * @param {readonly Name[]} names what the ports are for
 * @returns {Promise<Record<Name, number>>} different free ports on 127.0.0.1
 */
export async function freePorts(names) {
  const span = LAST_PORT - FIRST_PORT + 1;
  const start = Math.floor(Math.random() * span);
  const wanting = [...names];
  /** @type {[Name, number][]} */
  const found = [];
  for (let step = 0; step < span; step += 1) {
    const port = FIRST_PORT + ((start + step) % span);
    const name = wanting.at(-1);
    if (name === undefined) return /** @type {Record<Name, number>} */ (Object.fromEntries(found));
    if (await isTaken(port)) continue;
    found.push([name, port]);
    wanting.pop();
  }
  throw new Error(`fewer than ${names.length} ports are free between ${FIRST_PORT} and ${LAST_PORT}`);
}

/**
 * @param {number} port
 * @returns {Promise<boolean>} whether a connection is accepted
 */
export function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const answer = (/** @type {boolean} */ accepted) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}
