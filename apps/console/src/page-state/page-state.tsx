import type { JSX, ReactNode } from 'react';
import type { PlatformError } from '../api/platform-error.js';

/** Rows in the place where rows will be. Shows after 150 ms, so that a quick answer does not flicker. */
export function SkeletonRows({ count = 8 }: { readonly count?: number }): JSX.Element {
  return (
    <div className="skeleton" role="status">
      <span className="sr-only">Loading</span>
      {Array.from({ length: count }, (_, row) => (
        <div className="skeleton__row" key={row} aria-hidden="true">
          <i />
          <i />
          <i />
        </div>
      ))}
    </div>
  );
}

/** One sentence and at most one action. */
export function EmptyState({ children, action }: { readonly children: ReactNode; readonly action?: ReactNode }): JSX.Element {
  return (
    <div className="empty">
      <p>{children}</p>
      {action}
    </div>
  );
}

interface FailureProps {
  readonly error: PlatformError;
  readonly retry: () => void;
}

/** The server's sentence, its exception id, and another try. The rest of the page stays. */
export function Failure({ error, retry }: FailureProps): JSX.Element {
  return (
    <div className="failure s-error" role="alert">
      <p>{error.message}</p>
      {error.exceptionId !== null && (
        <p className="muted">
          Exception id <span className="mono">{error.exceptionId}</span>
        </p>
      )}
      <button type="button" className="button button--small" onClick={retry}>
        Retry
      </button>
    </div>
  );
}
