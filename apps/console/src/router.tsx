import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Link, Outlet, redirect } from '@tanstack/react-router';
import type { JSX } from 'react';
import { readJobSearch } from './job/job-search.js';
import { readEventSearch } from './job/event-search.js';
import { JobPage } from './job/job-page.js';
import { JobsPage } from './job/jobs-page.js';
import { ProjectGate } from './project/project-gate.js';
import { LoginPage } from './session/login-page.js';
import { currentSession } from './session/session.js';
import { readFileSearch } from './storage/file-search.js';
import { readTableSearch, readTablesSearch } from './storage/table-search.js';

function NotFound(): JSX.Element {
  return (
    <main className="login">
      <div className="login__box">
        <h1>No such page</h1>
        <p>This address leads nowhere.</p>
        <p>
          <Link to="/">Go to the jobs</Link>
        </p>
      </div>
    </main>
  );
}

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    const { lastProjectId } = currentSession();
    if (lastProjectId === null) redirect({ to: '/login', throw: true });
    else redirect({ to: '/p/$project/jobs', params: { project: lastProjectId }, throw: true });
  },
});

const login = createRoute({ getParentRoute: () => root, path: '/login', component: () => <LoginPage /> });

const project = createRoute({ getParentRoute: () => root, path: '/p/$project', component: ProjectGate });

const projectHome = createRoute({
  getParentRoute: () => project,
  path: '/',
  beforeLoad: ({ params }) => redirect({ to: '/p/$project/jobs', params, throw: true }),
});

// The first page of nearly every visit is in the first bundle; the others come when they are asked for.
const jobs = createRoute({ getParentRoute: () => project, path: '/jobs', component: JobsPage, validateSearch: readJobSearch });
const job = createRoute({
  getParentRoute: () => project,
  path: '/jobs/$jobId',
  component: JobPage,
  validateSearch: readEventSearch,
});

const tables = createRoute({
  getParentRoute: () => project,
  path: '/storage',
  validateSearch: readTablesSearch,
  component: lazyRouteComponent(() => import('./storage/tables-page.js'), 'TablesPage'),
});
const bucket = createRoute({
  getParentRoute: () => project,
  path: '/storage/$bucketId',
  validateSearch: readTablesSearch,
  component: lazyRouteComponent(() => import('./storage/tables-page.js'), 'BucketPage'),
});
const table = createRoute({
  getParentRoute: () => project,
  path: '/storage/$bucketId/$tableName',
  validateSearch: readTableSearch,
  component: lazyRouteComponent(() => import('./storage/table-page.js'), 'TablePage'),
});
const storageJobs = createRoute({
  getParentRoute: () => project,
  path: '/storage/jobs',
  component: lazyRouteComponent(() => import('./storage/storage-jobs-page.js'), 'StorageJobsPage'),
});
const storageJob = createRoute({
  getParentRoute: () => project,
  path: '/storage/jobs/$storageJobId',
  component: lazyRouteComponent(() => import('./storage/storage-job-page.js'), 'StorageJobPage'),
});
const files = createRoute({
  getParentRoute: () => project,
  path: '/files',
  validateSearch: readFileSearch,
  component: lazyRouteComponent(() => import('./storage/files-page.js'), 'FilesPage'),
});
const file = createRoute({
  getParentRoute: () => project,
  path: '/files/$fileId',
  component: lazyRouteComponent(() => import('./storage/file-page.js'), 'FilePage'),
});

const pages = [projectHome, jobs, job, tables, bucket, table, storageJobs, storageJob, files, file];

export const router = createRouter({
  routeTree: root.addChildren([home, login, project.addChildren(pages)]),
  scrollRestoration: true,
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
