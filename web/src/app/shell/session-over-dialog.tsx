import { Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useSession } from '../../api/queries/session';
import { setSessionOver } from '../../api/session-over';
import type { Session } from '../../api/types';
import { SignInSteps } from '../../features/identity/sign-in-steps';

const stay = () => undefined;

/** Covers the page without throwing it away: what was typed is still there after signing in again. */
export function SessionOverDialog() {
  const { person } = useSession();
  const client = useQueryClient();

  const goOn = (session: Session) => {
    // Somebody else must not find the page, and what was typed into it, of the person before.
    if (session.person?.id !== person?.id) {
      window.location.assign('/');
      return;
    }
    setSessionOver(false);
    void client.invalidateQueries();
  };

  return (
    <Modal
      opened
      onClose={stay}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title="Your session is over"
      size={400}
      overlayProps={{ backgroundOpacity: 0.6, blur: 12 }}
    >
      <p>Sign in again to go on where you were. Nothing on this page is lost.</p>
      <SignInSteps onSignedIn={goOn} prefill={person ? { handle: person.handle, password: '' } : undefined} />
    </Modal>
  );
}
