import { useSyncExternalStore } from 'react';

/**
 * Tokens of this tab, one per project: in `sessionStorage`, so that they are gone with the tab and never in an address.
 */
interface Session {
  readonly tokens: Readonly<Record<string, string>>;
  readonly lastProjectId: string | null;
  /** The platform refused this project's token: the page stays, the login lies over it. */
  readonly refusedProjectId: string | null;
}

const KEY = 'runledger.session';
const EMPTY: Session = { tokens: {}, lastProjectId: null, refusedProjectId: null };

function kept(): Session {
  try {
    const text = sessionStorage.getItem(KEY);
    if (text === null) return EMPTY;
    const read: unknown = JSON.parse(text);
    if (typeof read !== 'object' || read === null || !('tokens' in read) || !('lastProjectId' in read)) return EMPTY;
    const { tokens, lastProjectId } = read;
    if (typeof tokens !== 'object' || tokens === null) return EMPTY;
    const entries = Object.entries(tokens).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    return {
      tokens: Object.fromEntries(entries),
      lastProjectId: typeof lastProjectId === 'string' ? lastProjectId : null,
      refusedProjectId: null,
    };
  } catch {
    // Storage that is switched off or holds something else: this tab starts without tokens.
    return EMPTY;
  }
}

let session = kept();
const listeners = new Set<() => void>();

function change(next: Session): void {
  session = next;
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ tokens: next.tokens, lastProjectId: next.lastProjectId }));
  } catch {
    // Without storage the token lives as long as the page.
  }
  for (const listener of listeners) listener();
}

export function logIn(projectId: string, token: string): void {
  change({ tokens: { ...session.tokens, [projectId]: token }, lastProjectId: projectId, refusedProjectId: null });
}

export function logOut(projectId: string): void {
  const tokens = Object.fromEntries(Object.entries(session.tokens).filter(([known]) => known !== projectId));
  change({ tokens, lastProjectId: null, refusedProjectId: null });
}

/** The platform refused a token. Of one that has been replaced meanwhile nobody needs to hear. */
export function refuse(projectId: string, token: string): void {
  if (session.tokens[projectId] === token && session.refusedProjectId !== projectId)
    change({ ...session, refusedProjectId: projectId });
}

export const currentSession = (): Session => session;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useSession = (): Session => useSyncExternalStore(subscribe, currentSession);
