import { Popover } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { JSX } from 'react';
import { useProject } from '../project/project-context.js';
import { logOut } from '../session/session.js';
import { ThemeSwitch } from './theme-switch.js';

/** Who is here with which token; theme and the way out. `children` is the button that opens it. */
export function ProjectMenu({ children }: { readonly children: JSX.Element }): JSX.Element {
  const project = useProject();
  const navigate = useNavigate();
  const queries = useQueryClient();

  const leave = (): void => {
    void navigate({ to: '/login' }).then(() => {
      logOut(project.id);
      queries.clear();
    });
  };

  return (
    <Popover position="bottom-start" trapFocus returnFocus withinPortal={false} transitionProps={{ duration: 100 }}>
      <Popover.Target>{children}</Popover.Target>
      <Popover.Dropdown>
        <div className="project-menu">
          <p>
            <b>{project.name}</b>
            Project {project.id}, logged in as {project.tokenDescription}
          </p>
          <ThemeSwitch />
          <button type="button" className="button" onClick={leave}>
            <IconLogout size={16} stroke={1.6} aria-hidden />
            Log out
          </button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
