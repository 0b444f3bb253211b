import { Menu, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconLogout } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { JSX } from 'react';
import { useProject } from '../project/project-context.js';
import { logOut } from '../session/session.js';
import { THEMES } from './theme-switch.js';

/** Who is here with which token; theme and the way out. `children` is the button that opens it. */
export function ProjectMenu({ children }: { readonly children: JSX.Element }): JSX.Element {
  const project = useProject();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const navigate = useNavigate();
  const queries = useQueryClient();

  const leave = (): void => {
    void navigate({ to: '/login' }).then(() => {
      logOut(project.id);
      queries.clear();
    });
  };

  return (
    <Menu>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <div className="menu-facts" role="presentation">
          <b>{project.name}</b>
          Project {project.id}, logged in as {project.tokenDescription}
        </div>
        <Menu.Divider />
        {THEMES.map(({ value, word }) => (
          <Menu.Item
            key={value}
            role="menuitemradio"
            aria-checked={colorScheme === value}
            onClick={() => setColorScheme(value)}
            rightSection={colorScheme === value ? <IconCheck size={16} stroke={1.6} aria-hidden /> : null}
          >
            {word} theme
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.6} aria-hidden />} onClick={leave}>
          Log out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
