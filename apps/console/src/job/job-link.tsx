import { Link } from '@tanstack/react-router';
import type { JSX, ReactNode } from 'react';
import { useProject } from '../project/project-context.js';

interface JobLinkProps {
  readonly jobId: string;
  readonly className?: string;
  readonly children?: ReactNode;
}

export function JobLink({ jobId, className, children }: JobLinkProps): JSX.Element {
  const project = useProject();
  return (
    <Link className={className} to="/p/$project/jobs/$jobId" params={{ project: project.id, jobId }} search={{}}>
      {children ?? jobId}
    </Link>
  );
}
