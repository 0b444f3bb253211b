import { Agent, request } from 'node:http';

const FINISHED_WITHIN_MS = 300_000;
const SOCKETS_MAX = 128;

/** @typedef {{ id: string, status: string, isFinished: boolean }} Job */

/**
 * The few calls of the Queue API that the benchmark makes, over kept connections: a client that is slower than the
 * platform would measure itself.
 *
 * @param {{ url: string, token: string }} connection
 */
export function queueClient({ url, token }) {
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS_MAX });
  const noop = JSON.stringify({ component: 'runledger.noop', mode: 'run', configData: { parameters: {} } });

  /**
   * @param {'GET' | 'POST'} method
   * @param {string} path
   * @param {string} [body]
   * @returns {Promise<any>}
   */
  function call(method, path, body) {
    return new Promise((resolve, reject) => {
      const headers = {
        'X-StorageApi-Token': token,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
      };
      const sent = request(`${url}${path}`, { method, agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (/** @type {string} */ part) => (text += part));
        response.on('end', () => {
          if (response.statusCode !== undefined && response.statusCode < 300) resolve(JSON.parse(text));
          else reject(new Error(`${method} ${path} answered ${response.statusCode}: ${text}`));
        });
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  return {
    /** @returns {Promise<Job>} */
    createNoop: () => call('POST', '/jobs', noop),
    /** @param {string} id @returns {Promise<Job>} */
    job: (id) => call('GET', `/jobs/${id}`),
    /** Asks again at once until the job is finished. @param {string} id */
    async finished(id) {
      const endMs = performance.now() + FINISHED_WITHIN_MS;
      for (;;) {
        const job = await this.job(id);
        if (job.isFinished) return job;
        if (performance.now() > endMs) throw new Error(`job ${id} is still ${job.status}`);
      }
    },
    /** @returns {Promise<boolean>} whether no job of the project is unfinished */
    async isIdle() {
      const unfinished = await call('GET', '/search/jobs?status=created&status=waiting&status=processing&limit=1');
      return unfinished.length === 0;
    },
    close: () => agent.destroy(),
  };
}

/** @typedef {ReturnType<typeof queueClient>} QueueClient */
