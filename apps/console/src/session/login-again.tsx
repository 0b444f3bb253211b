import { Modal } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { JSX } from 'react';
import { LoginForm } from './login-form.js';
import { logIn, useSession } from './session.js';

/** Lies over the page when its token stopped working. The address and everything typed below stay. */
export function LoginAgain({ projectId }: { readonly projectId: string }): JSX.Element {
  const { refusedProjectId } = useSession();
  const navigate = useNavigate();
  return (
    <Modal
      opened={refusedProjectId === projectId}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title="Log in again"
    >
      <p className="login-again__why">The token of this project is not accepted any more.</p>
      <LoginForm
        onVerified={(token, verified) => {
          const verifiedId = String(verified.owner.id);
          logIn(verifiedId, token);
          if (verifiedId !== projectId) void navigate({ to: '/p/$project/jobs', params: { project: verifiedId } });
        }}
      />
    </Modal>
  );
}
