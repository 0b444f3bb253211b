import { suffixOf } from './service-host.js';

/** The name under which a client reached the platform: what links in answers start with (contract 0.9). */
export interface RequestOrigin {
  readonly host: string;
  readonly protocol: 'http' | 'https';
}

/**
 * The gateway itself speaks plain HTTP; whether TLS stands in front of it is said by the configured public URL, which holds for all hosts
 * of its stack. What a client claims in `X-Forwarded-…` is not believed.
 * @param host Host header; without one (HTTP/1.0) the configured origin holds
 */
export function originOf(host: string | undefined, publicUrl: URL): RequestOrigin {
  const configured: RequestOrigin = { host: publicUrl.host, protocol: publicUrl.protocol === 'https:' ? 'https' : 'http' };
  if (host === undefined || host === '') return configured;
  return { host, protocol: suffixOf(host) === suffixOf(configured.host) ? configured.protocol : 'http' };
}
