import { originOf } from './request-origin.js';

const behindTls = new URL('https://connection.runledger.example');
const plain = new URL('http://127.0.0.1:8080');

test('all hosts of the configured stack have its protocol', () => {
  for (const host of ['connection.runledger.example', 'queue.runledger.example', 'Files.Runledger.example'])
    expect(originOf(host, behindTls)).toEqual({ host, protocol: 'https' });
});

test('under any other name the gateway was reached as it listens, by plain HTTP', () => {
  expect(originOf('127.0.0.1:8080', behindTls)).toEqual({ host: '127.0.0.1:8080', protocol: 'http' });
  expect(originOf('localhost:8080', plain)).toEqual({ host: 'localhost:8080', protocol: 'http' });
});

test('without a host the configured origin holds', () => {
  expect(originOf(undefined, behindTls)).toEqual({ host: 'connection.runledger.example', protocol: 'https' });
});
