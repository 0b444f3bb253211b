import { createContext, useContext } from 'react';
import type { Platform } from '../api/platform.js';

/** The project of the page's address, and the platform as seen with its token. */
export interface Project {
  readonly id: string;
  readonly name: string;
  readonly tokenId: string;
  readonly tokenDescription: string;
  readonly mayRunJobs: boolean;
  readonly platform: Platform;
}

export const ProjectContext = createContext<Project | null>(null);

/** The project that the page belongs to. Every page below `/p/{project}` has one. */
export function useProject(): Project {
  const project = useContext(ProjectContext);
  if (project === null) throw new Error('This page is not inside a project.');
  return project;
}
