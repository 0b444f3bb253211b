import { answerHeaders, requestHeaders, type Forwarding } from './forwarded-headers.js';

const forwarding: Forwarding = { origin: { host: 'runledger.example', protocol: 'https' }, requestId: 'r-1', client: '10.0.0.7' };

test('a request is handed on without what belongs to the connection', () => {
  const given = {
    host: 'x',
    connection: 'keep-alive, X-Hop',
    'x-hop': '1',
    'transfer-encoding': 'chunked',
    te: 'trailers',
    upgrade: 'h2c',
    expect: '100-continue',
    'x-kbc-runid': '1.2',
  };
  expect(requestHeaders(given, forwarding)).toEqual({
    'x-kbc-runid': '1.2',
    'x-request-id': 'r-1',
    'x-forwarded-host': 'runledger.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '10.0.0.7',
  });
});

test('what a client claims about its way is replaced', () => {
  const given = {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'gopher',
    'x-forwarded-for': '127.0.0.1',
    'x-request-id': 'mine',
  };
  expect(requestHeaders(given, forwarding)).toMatchObject({
    'x-forwarded-host': 'runledger.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '10.0.0.7',
    'x-request-id': 'r-1',
  });
});

test('no answer of a service acts as a page', () => {
  const headers = answerHeaders(
    { 'content-type': 'text/html', 'content-security-policy': 'default-src *', etag: '"1"', connection: 'close' },
    'r-1',
  );
  expect(headers).toMatchObject({ 'content-type': 'text/html', etag: '"1"', 'x-content-type-options': 'nosniff' });
  expect(headers['content-security-policy']).toMatch(/sandbox/);
  expect(headers).not.toHaveProperty('connection');
});
