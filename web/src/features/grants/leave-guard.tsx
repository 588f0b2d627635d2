import { Button, Modal } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import classes from './leave-guard.module.css';

/** A log-in that is shown once must not be lost by a stray press. */
export function LeaveGuard({ active }: { readonly active: boolean }) {
  const blocker = useBlocker({
    shouldBlockFn: () => active,
    enableBeforeUnload: () => active,
    withResolver: true,
  });
  const blocked = blocker.status === 'blocked';
  return (
    <Modal
      opened={blocked}
      onClose={() => blocker.reset?.()}
      title="Leave without copying the log-in?"
      size={420}
    >
      <p>
        It is shown once and kept nowhere. You could make a new one, with another code from your
        authenticator.
      </p>
      <div className={classes.actions}>
        <Button onClick={() => blocker.proceed?.()}>Leave</Button>
        <Button variant="filled" onClick={() => blocker.reset?.()}>
          Stay
        </Button>
      </div>
    </Modal>
  );
}
