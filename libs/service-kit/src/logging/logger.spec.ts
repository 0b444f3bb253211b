import { createLogger } from './logger.js';
import { NestLogger } from './nest-logger.js';

const recording = () => {
  const lines: string[] = [];
  const logger = createLogger({ service: 'job-api', level: 'trace' }, { write: (line: string) => void lines.push(line) });
  return { logger, lines, last: (): unknown => JSON.parse(lines.at(-1) ?? 'null') };
};

describe('logger', () => {
  it('writes JSON lines with service, level, time and what a child is bound to', () => {
    const { logger, last } = recording();
    logger.child({ runId: '12.13' }).info({ jobId: '13' }, 'job created');
    expect(last()).toMatchObject({ service: 'job-api', level: 'info', runId: '12.13', jobId: '13', msg: 'job created' });
  });

  it.each([
    ['a header object', { headers: { 'x-storageapi-token': 's3cret', authorization: 'Bearer s3cret' } }],
    ['a header text', { sent: 'X-StorageApi-Token: s3cret' }],
    ['a signature', { url: 'http://x/blob/f?se=1&sig=s3cret%3D&sp=r' }],
    ['a storage token in a message', { err: new Error('token 12-345-s3cretS3cretS3cret is dead') }],
    ['a secret with dashes and underscores', { err: new Error('token 12-345-Ab-c_s3cretS3cret-s3cret is dead') }],
    ['a bearer in a nested JSON text', { body: JSON.stringify({ Authorization: 'Bearer s3cret' }) }],
  ])('masks %s', (_, fields) => {
    const { logger, lines, last } = recording();
    logger.warn(fields, 'request');
    expect(lines.join('')).not.toMatch(/s3cret/i);
    expect(last()).toMatchObject({ msg: 'request' });
  });

  it('keeps whose token it was, and leaves ids, dates and table names alone', () => {
    const { logger, last } = recording();
    logger.info({ token: '12-345-s3cretS3cretS3cret', day: '2026-11-24', table: 'in.c-main.orders', runId: '1-2' }, '7 of 9');
    expect(last()).toMatchObject({
      token: '12-345-[redacted]',
      day: '2026-11-24',
      table: 'in.c-main.orders',
      runId: '1-2',
      msg: '7 of 9',
    });
  });

  it('keeps the chatter of Nest below info, and its errors with their stack', () => {
    const { logger, last } = recording();
    const nest = new NestLogger(logger);
    nest.log('Mapped {/jobs, GET} route', 'RouterExplorer');
    expect(last()).toMatchObject({ level: 'debug', context: 'RouterExplorer', msg: 'Mapped {/jobs, GET} route' });
    nest.error('no', 'Error: no\n at x', 'ExceptionHandler');
    expect(last()).toMatchObject({ level: 'error', context: 'ExceptionHandler', stack: 'Error: no\n at x' });
    nest.error(new Error('why'));
    expect(last()).toMatchObject({ level: 'error', err: { message: 'why' }, msg: 'why' });
  });
});
