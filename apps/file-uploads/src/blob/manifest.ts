import { isJsonObject, type Json } from '@runledger/contracts';
import { manifestAddress } from '@runledger/domain';
import { parseJson } from '@runledger/service-kit';

const STORED_ADDRESS = /^(?:azure|https?):\/\/.+?\.blob\.core\.windows\.net\/([^/]+)\/(.+)$/;

/**
 * A manifest as a client wrote it, with the addresses of its slices as the reader's endpoint spells them: one client writes
 * `azure://<accountName>…` whatever the scheme of the endpoint is, and then does not find its own slices (contract 4.7).
 * What is not a manifest, and entries that point elsewhere, stay as they are.
 */
export const readdressed = (manifest: string, container: string, blobEndpoint: string): string => {
  const json = parsed(manifest);
  if (!isJsonObject(json) || !Array.isArray(json['entries'])) return manifest;
  const entries = json['entries'].map((entry: Json) => {
    if (!isJsonObject(entry) || typeof entry['url'] !== 'string') return entry;
    const [, owner, blob] = STORED_ADDRESS.exec(entry['url']) ?? [];
    return owner === container ? { ...entry, url: `${manifestAddress(blobEndpoint)}/${container}/${blob}` } : entry;
  });
  return JSON.stringify({ ...json, entries });
};

const parsed = (text: string): unknown => {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
};
