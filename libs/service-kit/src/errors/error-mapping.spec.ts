import { errorBody, errorShapeOf, type ErrorShape } from './error-body.js';
import { refusalOf } from './error-mapping.js';

const asked = { method: 'GET', path: '/jobs' };
const refusal = { status: 404, code: 'storage.tables.notFound', message: 'no table', params: { id: 't' }, exceptionId: 'e' };

describe('error bodies', () => {
  it.each<[string, ErrorShape]>([
    ['/v2/storage', 'storage'],
    ['/v2/storage/buckets', 'storage'],
    ['/v2/storages', 'queue'],
    ['/runledger/v1/jobs', 'runledger'],
    ['/jobs', 'queue'],
    ['/encrypt', 'queue'],
    ['/', 'queue'],
  ])('of %s have the shape of %s', (path, shape) => {
    expect(errorShapeOf(path)).toBe(shape);
  });

  it('never let a parameter take the place of a field of the shape', () => {
    const hostile = { ...refusal, params: { code: 'x', message: 'x', exceptionId: 'x', errorCode: 'x' } };
    expect(errorBody('runledger', hostile)).toMatchObject({ code: refusal.code, message: 'no table', exceptionId: 'e' });
    expect(errorBody('queue', hostile)).toMatchObject({
      code: 404,
      context: { errorCode: refusal.code, stringCode: refusal.code },
    });
  });

  it('of own endpoints have a code even where the contract has none', () => {
    expect(errorBody('runledger', { ...refusal, code: undefined, params: undefined })).toEqual({
      code: 'tokenMissing',
      message: 'no table',
      exceptionId: 'e',
    });
  });
});

describe('errors of adapters', () => {
  it.each([
    'KAFKA_UNAVAILABLE',
    'APPEND_UNCONFIRMED',
    'FENCE_TIMEOUT',
    'READ_STORE_UNAVAILABLE',
    'TOPIC_UNSAFE',
    'PARTITION_STOPPED',
  ])('with code %s ask the client to come back', (code) => {
    const cause = Object.assign(new Error('broker-7.internal'), { code });
    const refused = refusalOf(cause, asked);
    expect(refused).toMatchObject({ status: 503, code: 'unavailable', params: { reason: code }, cause });
    expect(refused?.retryAfterSeconds).toBeGreaterThan(0);
    expect(refused?.message).not.toContain('internal');
  });

  it('that say that a record would be too large are the fault of the request', () => {
    expect(refusalOf(Object.assign(new Error('an event of 600000 bytes'), { code: 'EVENT_TOO_LARGE' }), asked)).toMatchObject({ status: 400, code: 'requestTooLarge' });
  });

  it.each([new Error('x'), Object.assign(new Error('x'), { code: 'ENOENT' }), { code: 'toString' }, 'text', undefined, null])(
    'that say nothing a client may know are defects: %p',
    (error) => {
      expect(refusalOf(error, asked)).toBeUndefined();
    },
  );
});
