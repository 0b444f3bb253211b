/** Clients repeat the name of the account and look for the literal suffix in manifests; it names nothing here. */
const ACCOUNT_PATH = '/blob/runledger';
const ENDPOINT_PATH = `${ACCOUNT_PATH}.blob.core.windows.net`;

/** One blob, by the name of its container and its own. */
export interface BlobAddress {
  readonly container: string;
  readonly blob: string;
}

/** `BlobEndpoint` of connection strings (contract 4.7). @param publicUrl origin that clients see, without trailing slash */
export const blobEndpointOf = (publicUrl: string): string => `${publicUrl}${ENDPOINT_PATH}`;

/** Such that `<accountName>.blob.core.windows.net` is the endpoint without its scheme: one client writes manifests that way (contract 4.7). */
export const accountNameOf = (publicUrl: string): string => `${publicUrl.replace(/^https?:\/\//, '')}${ACCOUNT_PATH}`;

export const blobUrlOf = (publicUrl: string, { container, blob }: BlobAddress): string =>
  `${blobEndpointOf(publicUrl)}/${container}/${encodeURIComponent(blob)}`;

/**
 * The blob that a path names. Some clients send a `/` of a name as it is and some as `%2F`, so the path is split before it is decoded.
 * @param path as sent, without query
 * @returns undefined when it names none
 */
export const blobAddressOf = (path: string): BlobAddress | undefined => {
  const prefix = `${ENDPOINT_PATH}/`;
  if (!path.startsWith(prefix)) return undefined;
  const [container = '', ...segments] = path.slice(prefix.length).split('/');
  const blob = decoded(segments.join('/'));
  return container === '' || blob === undefined || blob === '' ? undefined : { container, blob };
};

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};
