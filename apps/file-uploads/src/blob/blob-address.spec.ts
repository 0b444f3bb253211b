import { accountNameOf, blobAddressOf, blobEndpointOf, blobUrlOf } from './blob-address.js';

const ENDPOINT = '/blob/runledger.blob.core.windows.net';

describe('the address of a blob', () => {
  it.each([
    ['files-1-2/a.csv', 'a.csv'],
    ['files-1-2/a/b.csv', 'a/b.csv'],
    ['files-1-2/a%2Fb.csv', 'a/b.csv'],
    ['files-1-2/%C5%A0%20%25', 'Š %'],
    ['files-1-2/..%2F..%2Fx', '../../x'],
    ['files-1-2/a+b', 'a+b'],
  ])('%s names the blob %j', (path, blob) => {
    expect(blobAddressOf(`${ENDPOINT}/${path}`)).toEqual({ container: 'files-1-2', blob });
  });

  it('is split before it is decoded: no encoding leads into another container', () => {
    expect(blobAddressOf(`${ENDPOINT}/files-1-2%2Fa.csv`)).toBeUndefined();
    expect(blobAddressOf(`${ENDPOINT}/files-1-2%2F..%2Ffiles-1-3/a.csv`)).toEqual({
      container: 'files-1-2%2F..%2Ffiles-1-3',
      blob: 'a.csv',
    });
  });

  it.each([
    '/blob',
    '/blob/other.blob.core.windows.net/files-1-2/a',
    ENDPOINT,
    `${ENDPOINT}/files-1-2`,
    `${ENDPOINT}/files-1-2/`,
    `${ENDPOINT}//a`,
    `${ENDPOINT}/files-1-2/%ff`,
  ])('is not %s', (path) => {
    expect(blobAddressOf(path)).toBeUndefined();
  });

  it('is found again by who takes it from us', () => {
    const address = { container: 'files-1-2', blob: 'a/b č?#%.csv' };
    expect(blobAddressOf(new URL(blobUrlOf('https://files.example:8080', address)).pathname)).toEqual(address);
  });

  it('has an account name that together with the literal suffix is the endpoint', () => {
    for (const origin of ['http://127.0.0.1:8080', 'https://connection.example']) {
      expect(`${origin.split('//')[0]}//${accountNameOf(origin)}.blob.core.windows.net`).toBe(blobEndpointOf(origin));
    }
  });
});
