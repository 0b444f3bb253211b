import { platformErrorOf, unreachable } from './platform-error.js';

describe('an error of the platform', () => {
  it('is read from the shape of Storage', () => {
    const error = platformErrorOf(404, {
      error: 'Bucket "in.c-x" was not found',
      code: 'storage.buckets.notFound',
      exceptionId: 'e-1',
    });
    expect(error).toMatchObject({
      message: 'Bucket "in.c-x" was not found',
      code: 'storage.buckets.notFound',
      exceptionId: 'e-1',
      isTransient: false,
    });
  });

  it('is read from the shape of the queue, whose code is a number', () => {
    expect(platformErrorOf(400, { error: 'x', code: 400, status: 'error' })).toMatchObject({ code: '400', isTransient: false });
  });

  it.each([undefined, null, 'Bad gateway', [], { error: '' }])('says the status when the body is %p', (body) => {
    expect(platformErrorOf(502, body)).toMatchObject({ message: 'The server answered 502.', code: null, isTransient: true });
  });

  it('is transient when nobody answered', () => {
    expect(unreachable()).toMatchObject({ status: 0, isTransient: true, isUnauthorized: false });
  });
});
