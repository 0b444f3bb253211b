import type { Service } from './service.js';

/**
 * Hosts of a stack (contract 0.9): `queue.<suffix>` and the like belong to one service whole. `connection.<suffix>` has everything,
 * and so has every other name or address.
 */
const SERVICE_OF_LABEL: ReadonlyMap<string, Service | undefined> = new Map([
  ['connection', undefined],
  ['queue', 'job-api'],
  ['scheduler', 'scheduler'],
  ['notification', 'scheduler'],
  ['encryption', 'projects'],
  ['files', 'file-uploads'],
]);

/** @param host Host header, with or without port */
export const serviceOfHost = (host: string): Service | undefined => SERVICE_OF_LABEL.get(labelOf(host));

/** What the hosts of one stack have in common. */
export const suffixOf = (host: string): string => {
  const label = labelOf(host);
  return SERVICE_OF_LABEL.has(label) ? host.toLowerCase().slice(label.length + 1) : host.toLowerCase();
};

/** First label of a name that has more of them. */
const labelOf = (host: string): string => {
  const end = host.indexOf('.');
  return end === -1 ? '' : host.slice(0, end).toLowerCase();
};
