import { useNavigate } from '@tanstack/react-router';
import { useEffect, type JSX } from 'react';
import { BrandMark } from '../frame/brand-mark.js';
import { PageHeading } from '../frame/page-heading.js';
import { LoginForm } from './login-form.js';
import { logIn } from './session.js';

interface LoginPageProps {
  /** The project that the address asks for; without one the token decides. */
  readonly wantedProjectId?: string;
}

export function LoginPage({ wantedProjectId }: LoginPageProps): JSX.Element {
  const navigate = useNavigate();
  useEffect(() => {
    document.title = 'Log in · Runledger';
  }, []);

  return (
    <main className="login">
      <div className="login__box">
        <PageHeading>
          <BrandMark />
          Runledger
        </PageHeading>
        {wantedProjectId !== undefined && (
          <p className="muted">This address belongs to project {wantedProjectId}. Log in to open it.</p>
        )}
        <LoginForm
          onVerified={(token, verified) => {
            const projectId = String(verified.owner.id);
            logIn(projectId, token);
            if (projectId !== wantedProjectId) void navigate({ to: '/p/$project/jobs', params: { project: projectId } });
          }}
        />
      </div>
    </main>
  );
}
