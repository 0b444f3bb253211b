import { destinationOf } from './destinations.js';

describe('the entry of the navigation that a page belongs to', () => {
  it.each([
    ['/p/1/jobs', '/p/$project/jobs'],
    ['/p/1/jobs/548800124', '/p/$project/jobs'],
    ['/p/1/storage', '/p/$project/storage'],
    ['/p/1/storage/in.c-crm/account', '/p/$project/storage'],
    ['/p/1/storage/jobs/9001', '/p/$project/storage/jobs'],
    ['/p/1/files/7', '/p/$project/files'],
    ['/login', undefined],
  ])('%s is under %s', (pathname, destination) => {
    expect(destinationOf(pathname)).toBe(destination);
  });
});
