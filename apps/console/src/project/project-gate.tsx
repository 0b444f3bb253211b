import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet, useParams } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, type JSX } from 'react';
import { platformFor } from '../api/platform.js';
import { PlatformError } from '../api/platform-error.js';
import { BottomBar, Rail } from '../frame/navigation.js';
import { Failure, SkeletonRows } from '../page-state/page-state.js';
import { LoginAgain } from '../session/login-again.js';
import { LoginPage } from '../session/login-page.js';
import { refuse, useSession } from '../session/session.js';
import { ProjectContext, type Project } from './project-context.js';

/** Everything below `/p/{project}`: asks for a token when this tab has none for the project, then shows the page in its frame. */
export function ProjectGate(): JSX.Element {
  const { project } = useParams({ from: '/p/$project' });
  const token = useSession().tokens[project];
  return token === undefined ? <LoginPage wantedProjectId={project} /> : <OpenProject projectId={project} token={token} />;
}

/** After a token was refused and somebody has logged in again, everything on the page is asked for anew. */
function useAskAgain(projectId: string): void {
  const queries = useQueryClient();
  const isRefused = useSession().refusedProjectId === projectId;
  const wasRefused = useRef(false);
  useEffect(() => {
    if (wasRefused.current && !isRefused) void queries.invalidateQueries({ queryKey: [projectId] });
    wasRefused.current = isRefused;
  }, [queries, projectId, isRefused]);
}

function OpenProject({ projectId, token }: { readonly projectId: string; readonly token: string }): JSX.Element {
  const platform = useMemo(() => platformFor(token, () => refuse(projectId, token)), [projectId, token]);
  useAskAgain(projectId);
  const verified = useQuery({
    queryKey: [projectId, 'token'],
    queryFn: ({ signal }) => platform.verifyToken(signal),
    staleTime: Infinity,
  });
  const project = useMemo<Project | null>(() => {
    if (verified.data === undefined) return null;
    const { owner, id, description, canCreateJobs } = verified.data;
    return { id: projectId, name: owner.name, tokenId: id, tokenDescription: description, mayRunJobs: canCreateJobs, platform };
  }, [verified.data, projectId, platform]);

  if (project !== null) {
    return (
      <ProjectContext value={project}>
        <a className="skip-link" href="#content">
          Skip to content
        </a>
        <div className="frame">
          <Rail />
          <Outlet />
        </div>
        <BottomBar />
        <LoginAgain projectId={projectId} />
      </ProjectContext>
    );
  }
  const { error } = verified;
  return (
    <main className="content">
      {error === null ? (
        <SkeletonRows />
      ) : (
        <Failure
          error={error instanceof PlatformError ? error : new PlatformError(error.message, 0, null, null)}
          retry={() => void verified.refetch()}
        />
      )}
      <LoginAgain projectId={projectId} />
    </main>
  );
}
