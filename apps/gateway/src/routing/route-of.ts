import type { Service } from './service.js';
import { serviceOfHost } from './service-host.js';
import { serviceOfStoragePath } from './storage-path.js';

export interface RequestLine {
  /** Host header; absent when the client sent none, or for the name that the whole platform is known by. */
  readonly host: string | undefined;
  readonly method: string;
  /** As sent, without query. */
  readonly path: string;
}

export type Route =
  | { readonly to: 'service'; readonly service: Service }
  /** A page of the console; all of them are one document. */
  | { readonly to: 'page' }
  | { readonly to: 'asset'; readonly file: string }
  | { readonly to: 'nowhere' };

const NOWHERE: Route = { to: 'nowhere' };
const service = (name: Service): Route => ({ to: 'service', service: name });

const SERVICE_OF_ROOT: ReadonlyMap<string, Service> = new Map([
  ['jobs', 'job-api'],
  ['job', 'job-api'],
  ['stats', 'job-api'],
  ['encrypt', 'projects'],
  ['schedules', 'scheduler'],
  ['configurations', 'scheduler'],
  ['project-subscriptions', 'scheduler'],
  ['blob', 'file-uploads'],
]);

const SERVICE_OF_OWN_ENDPOINT: ReadonlyMap<string, Service> = new Map([
  ['jobs', 'job-api'],
  ['slots', 'job-api'],
  ['stream', 'job-api'],
  ['timeline', 'job-api'],
  ['suggest', 'job-api'],
  ['tables', 'storage-jobs'],
]);

const JOB_SEARCHES: ReadonlySet<string> = new Set(['jobs', 'grouped-jobs']);

/** Built assets lie flat in one folder. A name of this form cannot lead out of it, nor to a hidden file. */
const ASSET = /^[\w-][\w.-]*$/;

/** Where a request goes. Looks at nothing else, so that the whole table of routes can be tested as one. */
export function routeOf({ host, method, path }: RequestLine): Route {
  const owner = host === undefined ? undefined : serviceOfHost(host);
  if (owner !== undefined) return service(owner);
  const [empty, first = '', second = '', ...rest] = path.split('/');
  // Anything but a path from the root, an absolute address for instance, is none of ours.
  if (empty !== '') return NOWHERE;
  if (first === 'v2') return second === 'storage' ? service(serviceOfStoragePath(rest)) : NOWHERE;
  if (first === 'search') return JOB_SEARCHES.has(second) ? service('job-api') : NOWHERE;
  if (first === 'runledger') return second === 'v1' ? ownEndpoint(rest[0] ?? '') : NOWHERE;
  const ofRoot = SERVICE_OF_ROOT.get(first);
  if (ofRoot !== undefined) return service(ofRoot);
  return method === 'GET' || method === 'HEAD' ? consoleRoute(first, second, rest) : NOWHERE;
}

const ownEndpoint = (name: string): Route => {
  const owner = SERVICE_OF_OWN_ENDPOINT.get(name);
  return owner === undefined ? NOWHERE : service(owner);
};

function consoleRoute(first: string, second: string, rest: readonly string[]): Route {
  if (first === 'p') return { to: 'page' };
  if (first === 'assets') return rest.length === 0 && ASSET.test(second) ? { to: 'asset', file: second } : NOWHERE;
  return (first === '' || first === 'login') && second === '' && rest.length === 0 ? { to: 'page' } : NOWHERE;
}
