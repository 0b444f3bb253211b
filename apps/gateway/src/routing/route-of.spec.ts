import fc from 'fast-check';
import { routeOf, type RequestLine, type Route } from './route-of.js';

const get = (path: string, host?: string): Route => routeOf({ host, method: 'GET', path });
const to = (service: string): unknown => ({ to: 'service', service });

describe('Storage API on the plain origin', () => {
  test.each([
    ['/v2/storage', 'projects'],
    ['/v2/storage/', 'projects'],
    ['/v2/storage/tokens/verify', 'projects'],
    ['/v2/storage/components', 'projects'],
    ['/v2/storage/components/keboola.ex-db/configs/1/rows/2', 'projects'],
    ['/v2/storage/components/keboola.mcp/configs/1/workspaces', 'storage-jobs'],
    ['/v2/storage/search/component-configurations', 'projects'],
    ['/v2/storage/dev-branches/', 'projects'],
    ['/v2/storage/tickets', 'projects'],
    ['/v2/storage/triggers/1', 'projects'],
    ['/v2/storage/nothing-we-know', 'projects'],
    ['/v2/storage//not-a-url', 'projects'],
    ['/v2/storage/buckets', 'storage-jobs'],
    ['/v2/storage/buckets/in.c-main/tables-async', 'storage-jobs'],
    ['/v2/storage/tables/in.c-main.t/metadata', 'storage-jobs'],
    ['/v2/storage/tables/in.c-main.t/columns/', 'storage-jobs'],
    ['/v2/storage/jobs/17', 'storage-jobs'],
    ['/v2/storage/snapshots/1', 'storage-jobs'],
    ['/v2/storage/workspaces', 'storage-jobs'],
    ['/v2/storage/files/prepare', 'file-uploads'],
    ['/v2/storage/events', 'job-api'],
    ['/v2/storage/events/1', 'job-api'],
    ['/v2/storage/buckets/in.c-main/events', 'job-api'],
    ['/v2/storage/tables/in.c-main.t/events', 'job-api'],
    ['/v2/storage/tokens/1/events', 'job-api'],
    ['/v2/storage/buckets/events', 'storage-jobs'],
  ])('%s goes to %s', (path, service) => {
    expect(get(path)).toEqual(to(service));
  });

  test('the branch form of a path goes where its plain form goes', () => {
    const rest = fc.array(
      fc.constantFrom('tables', 'buckets', 'events', 'files', 'metadata', 'tokens', 'x', '', 'a%2Fb', 'workspaces'),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(rest, fc.constantFrom('1234', 'default'), (segments, branch) => {
        const path = segments.join('/');
        expect(get(`/v2/storage/branch/${branch}/${path}`)).toEqual(get(`/v2/storage/${path}`));
      }),
    );
  });

  test('metadata of a branch are of projects, metadata of a table of storage-jobs', () => {
    expect(get('/v2/storage/branch/default/metadata')).toEqual(to('projects'));
    expect(get('/v2/storage/branch/default/tables/t/metadata')).toEqual(to('storage-jobs'));
    expect(get('/v2/storage/branch/7')).toEqual(to('projects'));
  });
});

describe('other services on the plain origin', () => {
  test.each([
    ['/jobs', 'job-api'],
    ['/jobs/1/kill', 'job-api'],
    ['/job/1/open-api-lineage', 'job-api'],
    ['/search/jobs', 'job-api'],
    ['/search/grouped-jobs', 'job-api'],
    ['/stats/project', 'job-api'],
    ['/encrypt', 'projects'],
    ['/schedules/1', 'scheduler'],
    ['/configurations/1', 'scheduler'],
    ['/project-subscriptions', 'scheduler'],
    ['/blob/x/container/a%2Fb/../c', 'file-uploads'],
    ['/runledger/v1/jobs/1/explain', 'job-api'],
    ['/runledger/v1/slots', 'job-api'],
    ['/runledger/v1/stream', 'job-api'],
    ['/runledger/v1/timeline', 'job-api'],
    ['/runledger/v1/suggest', 'job-api'],
    ['/runledger/v1/tables/t/versions', 'storage-jobs'],
  ])('%s goes to %s', (path, service) => {
    expect(get(path)).toEqual(to(service));
  });

  test.each([
    '/runledger/v1/nothing',
    '/runledger/v2/jobs',
    '/runledger',
    '/search/files',
    '/v2',
    '/v2/queue',
    '/v2//storage',
    '//v2/storage',
    '/metrics/x',
    '/index.html',
    '/assets/../index.html',
    '/assets/',
    '/assets/a/b.js',
    '/assets/.vite',
    '/assets/%2e%2e',
    '/login/x',
    '*',
    'http://elsewhere.example/jobs',
  ])('%s leads nowhere', (path) => {
    expect(get(path)).toEqual({ to: 'nowhere' });
  });
});

describe('console', () => {
  test.each(['/', '/login', '/login/', '/p', '/p/1/jobs', '/p/1/jobs/2'])('%s is a page', (path) => {
    expect(get(path)).toEqual({ to: 'page' });
    expect(routeOf({ host: undefined, method: 'HEAD', path })).toEqual({ to: 'page' });
  });

  test('pages and assets are read only', () => {
    for (const path of ['/', '/p/1', '/assets/main.js'])
      expect(routeOf({ host: undefined, method: 'POST', path })).toEqual({ to: 'nowhere' });
  });

  test('an asset has a plain name, whatever a client makes up', () => {
    const hostile = fc.array(fc.constantFrom('.', '..', '/', '\\', '%2e', '%2f', 'a', '~', '\0', '.git'), { maxLength: 6 });
    fc.assert(
      fc.property(hostile, (parts) => {
        const route = get(`/assets/${parts.join('')}`);
        if (route.to === 'asset') expect(route.file).toMatch(/^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/);
        else expect(route).toEqual({ to: 'nowhere' });
      }),
    );
  });
});

describe('hosts of a stack', () => {
  test.each([
    ['queue.runledger.example', 'job-api'],
    ['QUEUE.runledger.example:8443', 'job-api'],
    ['scheduler.runledger.example', 'scheduler'],
    ['notification.runledger.example', 'scheduler'],
    ['encryption.runledger.example', 'projects'],
    ['files.runledger.example', 'file-uploads'],
  ])('everything on %s goes to %s', (host, service) => {
    for (const path of ['/', '/jobs', '/v2/storage/tables', '/p/1', '/assets/main.js'])
      expect(get(path, host)).toEqual(to(service));
  });

  test.each(['connection.runledger.example', 'runledger.example', '127.0.0.1:8080', 'localhost:8080', '[::1]:8080', 'queue', ''])(
    '%s has everything',
    (host) => {
      const line: Omit<RequestLine, 'path'> = { host, method: 'GET' };
      expect(routeOf({ ...line, path: '/jobs' })).toEqual(to('job-api'));
      expect(routeOf({ ...line, path: '/p/1' })).toEqual({ to: 'page' });
    },
  );
});
