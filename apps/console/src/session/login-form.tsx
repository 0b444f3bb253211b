import { PasswordInput } from '@mantine/core';
import { useRef, useState, type FormEvent, type JSX } from 'react';
import { platformFor } from '../api/platform.js';
import { PlatformError } from '../api/platform-error.js';
import type { VerifiedToken } from '../api/responses.js';

interface LoginFormProps {
  readonly onVerified: (token: string, verified: VerifiedToken) => void;
}

function sentenceFor(error: unknown): string {
  if (!(error instanceof PlatformError)) return 'Something went wrong in this page. Reload it and try again.';
  if (!error.isUnauthorized) return error.message;
  return /disabled|expired/i.test(error.message) ? error.message : 'This token is not valid here.';
}

/** A token is all it takes. What was typed stays, and is selected, when the platform refuses it. */
export function LoginForm({ onVerified }: LoginFormProps): JSX.Element {
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isChecking, setIsChecking] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const entered = token.trim();
    if (entered === '') {
      setProblem('Enter a token.');
      field.current?.focus();
      return;
    }
    setIsChecking(true);
    setProblem(null);
    try {
      onVerified(entered, await platformFor(entered).verifyToken());
    } catch (error) {
      setProblem(sentenceFor(error));
      field.current?.focus();
      field.current?.select();
    } finally {
      setIsChecking(false);
    }
  };

  return (
    <form className="login-form" onSubmit={submit} noValidate>
      <PasswordInput
        ref={field}
        label="Token"
        name="token"
        autoComplete="current-password"
        spellCheck={false}
        value={token}
        onChange={(event) => setToken(event.currentTarget.value)}
        error={problem}
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the token', tabIndex: 0 }}
        data-autofocus
      />
      <p className="muted">
        Server <span className="mono">{window.location.host}</span>
      </p>
      <button type="submit" className="button button--primary" disabled={isChecking}>
        {isChecking ? 'Checking the token' : 'Log in'}
      </button>
      <details>
        <summary>Where do I get a token?</summary>
        <p>
          Starting the platform prints the address and a token, and keeps both in <code>.runledger/connection.json</code>. A token
          stays in this tab only and is gone when you close it.
        </p>
      </details>
    </form>
  );
}
