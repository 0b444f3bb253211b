import { IconSelector } from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import type { JSX } from 'react';
import { useProject } from '../project/project-context.js';
import { BrandMark } from './brand-mark.js';
import { destinationOf, JOBS, STORAGE } from './destinations.js';
import { ProjectMenu } from './project-menu.js';
import { ThemeSwitch } from './theme-switch.js';

type Entry = typeof JOBS | (typeof STORAGE)[number];

function NavLink({ entry }: { readonly entry: Entry }): JSX.Element {
  const project = useProject();
  const current = useLocation({ select: ({ pathname }) => destinationOf(pathname) });
  const Icon = entry.icon;
  return (
    <Link
      to={entry.to}
      params={{ project: project.id }}
      search={{}}
      activeOptions={{ exact: true }}
      aria-current={current === entry.to ? 'page' : undefined}
    >
      <Icon size={16} stroke={1.6} aria-hidden />
      {entry.word}
    </Link>
  );
}

/** Left of the page from 761 px on: icons only up to 1180 px. */
export function Rail(): JSX.Element {
  const project = useProject();
  return (
    <aside className="rail" aria-label="Project and navigation">
      <Link className="brand" to="/p/$project/jobs" params={{ project: project.id }}>
        <BrandMark />
        Runledger
      </Link>
      <ProjectMenu>
        <button type="button" className="project-button" aria-label={`Project ${project.name}, Main branch. Menu`}>
          <span>
            <b>{project.name}</b>
            <small>Main branch</small>
          </span>
          <IconSelector size={16} stroke={1.6} aria-hidden />
        </button>
      </ProjectMenu>
      <nav className="rail-nav" aria-label="Main">
        <NavLink entry={JOBS} />
        <h2>Storage</h2>
        {STORAGE.map((entry) => (
          <NavLink key={entry.to} entry={entry} />
        ))}
      </nav>
      <div className="rail__foot">
        <ThemeSwitch />
      </div>
    </aside>
  );
}

/** The same destinations under the thumb, up to 760 px. */
export function BottomBar(): JSX.Element {
  return (
    <nav className="bottom-bar" aria-label="Main">
      <NavLink entry={JOBS} />
      {STORAGE.map((entry) => (
        <NavLink key={entry.to} entry={entry} />
      ))}
    </nav>
  );
}
