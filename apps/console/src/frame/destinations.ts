import { IconDatabase, IconFile, IconStack2, IconTable } from '@tabler/icons-react';

/** What the rail and the bottom bar lead to. */
export const JOBS = { to: '/p/$project/jobs', word: 'Jobs', icon: IconStack2 } as const;
export const STORAGE = [
  { to: '/p/$project/storage', word: 'Tables', icon: IconTable },
  { to: '/p/$project/files', word: 'Files', icon: IconFile },
  { to: '/p/$project/storage/jobs', word: 'Storage jobs', icon: IconDatabase },
] as const;

type Destination = typeof JOBS.to | (typeof STORAGE)[number]['to'];

/** The destination that a page belongs to: `/storage/jobs/7` is under "Storage jobs", `/storage/in.c-main/t` under "Tables". */
export function destinationOf(pathname: string): Destination | undefined {
  const [, , , section, sub] = pathname.split('/');
  switch (section) {
    case 'jobs':
      return JOBS.to;
    case 'files':
      return '/p/$project/files';
    case 'storage':
      return sub === 'jobs' ? '/p/$project/storage/jobs' : '/p/$project/storage';
    default:
      return undefined;
  }
}
